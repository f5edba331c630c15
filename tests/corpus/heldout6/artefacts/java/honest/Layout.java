package example.logbridge;

public class Layout {
    private final String pattern;

    public Layout(String pattern) {
        this.pattern = pattern;
    }

    public String format(String level, String message) {
        return pattern.replace("%p", level).replace("%m", message).replace("%n", "\n");
    }
}
