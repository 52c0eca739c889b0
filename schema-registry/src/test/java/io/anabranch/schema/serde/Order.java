package io.anabranch.schema.serde;

import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecordBase;

/** What Avro's compiler would generate for an order with a note, as far as encoding and decoding need it. */
public final class Order extends SpecificRecordBase {
    public static final Schema SCHEMA$ = new Schema.Parser().parse("""
            {"type":"record","name":"Order","namespace":"io.anabranch.schema.serde","fields":[
              {"name":"id","type":"long"},{"name":"note","type":"string","default":"none"}]}""");

    private long id;
    private CharSequence note = "";

    static Order of(long id, String note) {
        var order = new Order();
        order.put(0, id);
        order.put(1, note);
        return order;
    }

    @Override
    public Schema getSchema() {
        return SCHEMA$;
    }

    @Override
    public Object get(int field) {
        return field == 0 ? (Object) id : note;
    }

    @Override
    public void put(int field, Object value) {
        if (field == 0) {
            id = (Long) value;
        } else {
            note = (CharSequence) value;
        }
    }
}
