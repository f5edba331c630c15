package example.plover;

/** Paths such as a.b.c. */
public final class Query {
    private Query() {
    }

    public static String head(String path) {
        int at = path.indexOf('.');
        return at < 0 ? path : path.substring(0, at);
    }

    public static String tail(String path) {
        int at = path.indexOf('.');
        return at < 0 ? "" : path.substring(at + 1);
    }

    public static boolean deep(String path) {
        return path.indexOf('.') >= 0;
    }
}
