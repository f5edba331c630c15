package example.configtree;

public interface Source {
    String get(String name);
}
