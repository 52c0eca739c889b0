/**
 * Kinesis, and whatever speaks its protocol, as a source: polling with GetRecords through the AWS SDK's asynchronous client. Iterators are
 * kept, renewed and replaced here; nobody outside sees one. The SDK's types stay in this room.
 */
@NullMarked
package io.anabranch.kcl.source.kinesis;

import org.jspecify.annotations.NullMarked;
