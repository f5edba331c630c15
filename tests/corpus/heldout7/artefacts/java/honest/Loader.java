package example.jcachelite;

public interface Loader<K, V> {
    V load(K key);
}
