package example.cinder;

/** Cuts text into tokens. */
public class Tokens {
    private final String text;
    private int at;

    public Tokens(String text) {
        this.text = text;
    }

    public String next() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        if (at >= text.length()) {
            return null;
        }
        char one = text.charAt(at);
        int from = at++;
        if (one == '"') {
            while (at < text.length() && text.charAt(at) != '"') {
                at += text.charAt(at) == '\\' ? 2 : 1;
            }
            at++;
        } else if ("{}[],:".indexOf(one) < 0) {
            while (at < text.length() && "{}[],: \n\t".indexOf(text.charAt(at)) < 0) {
                at++;
            }
        }
        return text.substring(from, at);
    }
}
