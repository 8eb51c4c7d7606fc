import java.util.List;

/** How a case ended. */
record Verdict(Kind kind, List<String> lines) {

    enum Kind {
        /** Every value is right. */
        RIGHT,
        /** The loader said, in a documented sentence, that it cannot load this, or that rows are missing. */
        TOLD,
        /** Wrong rows, an end without reason, or a source that refused its users' writes. */
        WRONG
    }

    boolean isWrong() {
        return kind == Kind.WRONG;
    }

    /**
     * What has to stay the same while the case is shrunk: the kind of the first difference, without names and numbers.
     */
    String signature() {
        String first = lines.isEmpty() ? "" : lines.get(0);
        return first.replaceAll("\".*?\"|'.*?'|«.*?»", "x").replaceAll("[0-9]+", "n").replaceAll(": .*", "")
                + (first.startsWith("ended") ? first.replaceAll("[^a-zA-Z ]", "").replaceAll("(?s)^(.{60}).*", "$1")
                        : "");
    }
}
