package example.beanstore;

public interface Codec {
    byte[] write(Object value);

    Object read(byte[] raw);
}
