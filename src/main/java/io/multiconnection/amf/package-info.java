/** AMF0 and AMF3: values as sealed records, and their readers and writers. */
@NullMarked
package io.multiconnection.amf;

import org.jspecify.annotations.NullMarked;
