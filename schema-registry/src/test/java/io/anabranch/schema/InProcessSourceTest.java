package io.anabranch.schema;

import io.anabranch.schema.client.SchemaSource;

class InProcessSourceTest extends SchemaSourceContract {
    @Override
    SchemaSource source() {
        return registry.source();
    }
}
