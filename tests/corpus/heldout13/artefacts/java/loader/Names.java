package example.ibex;

/** Names of settings. */
public final class Names {
    private Names() {
    }

    public static String clean(String name) {
        return name.trim().toLowerCase();
    }
}
