package example.beanstore;

public interface Codec {
    byte[] write(Object value);

    Object read(byte[] raw);

    default String name() {
        return getClass().getSimpleName();
    }
}
