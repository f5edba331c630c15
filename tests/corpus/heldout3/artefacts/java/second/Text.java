package example.rulebook;

/** Rules for text. */
public final class Text {
    private Text() {}

    public static boolean filled(String text) {
        return text != null && !text.trim().isEmpty();
    }

    public static boolean digits(String text) {
        return filled(text) && text.chars().allMatch(Character::isDigit);
    }

    public static boolean mail(String text) {
        return filled(text) && text.matches("[^@\\s]+@[^@\\s]+\\.[a-z]{2,}");
    }
}
