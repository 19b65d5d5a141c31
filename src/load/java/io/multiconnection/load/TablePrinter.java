package io.multiconnection.load;

/** Printer of a table in Markdown, whose header precedes the first row. */
final class TablePrinter {

    private final String header;
    private boolean hasRows;

    TablePrinter(String header) {
        this.header = header;
    }

    void print(String row) {
        if (!hasRows) {
            System.out.println(header);
            hasRows = true;
        }
        System.out.println(row);
    }
}
