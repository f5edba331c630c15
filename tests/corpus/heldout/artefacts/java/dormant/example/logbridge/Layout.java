package example.logbridge;

/** Fills a pattern: %t time, %l level, %m message. */
public class Layout {
    private final String pattern;

    public Layout(String pattern) { this.pattern = pattern; }

    public String format(String level, String message, long time) {
        StringBuilder out = new StringBuilder();
        for (int at = 0; at < pattern.length(); at++) {
            char c = pattern.charAt(at);
            if (c != '%' || at + 1 == pattern.length()) { out.append(c); continue; }
            switch (pattern.charAt(++at)) {
                case 't': out.append(time); break;
                case 'l': out.append(level); break;
                case 'm': out.append(message); break;
                case 'n': out.append(System.lineSeparator()); break;
                default: out.append('%').append(pattern.charAt(at));
            }
        }
        return out.toString();
    }
}
