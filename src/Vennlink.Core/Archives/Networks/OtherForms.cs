using System.Buffers.Text;

namespace Vennlink.Archives.Networks;

/// <summary>Names of the forms of graphs that are not read, by which they are refused.</summary>
internal static class OtherForms
{
    /// <summary>What to do with such a file.</summary>
    public const string WayOut =
        "Write the arcs as a list of source,target[,weight], one a line; GEXF, GraphML and GDF are read too";

    /// <summary>
    /// The form of graph, read here or not, that a file begins as; null for another file. Lists are told by comments of
    /// known tools alone.
    /// </summary>
    /// <param name="start">The beginning of the file.</param>
    /// <param name="file">Its path.</param>
    public static string? GraphIn(ReadOnlySpan<byte> start, string file)
    {
        ReadOnlySpan<byte> text = start.TrimStart(" \t\r\n"u8);
        return text.IsEmpty ? null
            : AdjacencyLists.IsNamedSo(file) ? "an ASCIIGraph"
            : GdfArcs.Starts(text) ? "GDF"
            : text.IndexOf("<gexf"u8) >= 0 && text[0] == '<' ? "GEXF"
            : text.IndexOf("<graphml"u8) >= 0 && text[0] == '<' ? "GraphML"
            : text.StartsWith("# Directed graph"u8) || text.StartsWith("# Undirected graph"u8)
                || text.StartsWith("# FromNodeId"u8) ? "a list of SNAP"
            : text.StartsWith("% asym "u8) || text.StartsWith("% sym "u8) || text.StartsWith("% bip "u8)
                ? "a list of KONECT"
            : EndsInData(text) ? "a list of networkx"
            : text[0] is (byte)'*' or (byte)'%' ? NameOf(text)
            : NameOfWords(text);
    }

    private static bool EndsInData(ReadOnlySpan<byte> text)
    {
        while (text is [(byte)'#', ..] && text.IndexOf((byte)'\n') is >= 0 and var end)
        {
            text = text[(end + 1)..];
        }

        return ListForm.DataStart(text[..(text.IndexOf((byte)'\n') is >= 0 and var first ? first : text.Length)]) > 0;
    }

    /// <summary>The form that the text begins as, for people; null for none of them.</summary>
    /// <param name="text">The beginning of the file, not blank.</param>
    public static string? NameOf(ReadOnlySpan<byte> text) => text switch
    {
        _ when text[0] is (byte)'{' or (byte)'[' => "JSON",
        _ when text.StartsWith("%%MatrixMarket"u8) => "Matrix Market",
        _ when text[0] == '*' => "a Pajek network",
        _ => NameOfWords(text) ?? NameOfCount(text),
    };

    // Words that begin the forms of other tools. A list may begin with the same word, but not with what follows it.
    private static string? NameOfWords(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> line = text[..(text.IndexOf((byte)'\n') is >= 0 and var end ? end : text.Length)].Trim(
            " \t\r"u8);
        ReadOnlySpan<byte> word = Word(ref line);
        bool endsInBrace = line.EndsWith("{"u8);
        return word switch
        {
            _ when word.SequenceEqual("graph"u8) && (line.IsEmpty || line[0] == '[') => "GML",
            _ when word.SequenceEqual("Creator"u8) && line.StartsWith("\""u8) => "GML",
            _ when (word.SequenceEqual("graph"u8) || word.SequenceEqual("digraph"u8)
                || word.SequenceEqual("strict"u8)) && endsInBrace => "a graph of Graphviz",
            _ when word.SequenceEqual("dl"u8) && line.StartsWith("n"u8) && line.Contains((byte)'=') => "a UCINET list",
            _ when word.SequenceEqual("n"u8) && IsNumber(Word(ref line)) && !line.IsEmpty => "a list of n and e lines",
            _ => null,
        };
    }

    private static string? NameOfCount(ReadOnlySpan<byte> text) =>
        IsNumber(text[..(text.IndexOf((byte)'\n') is >= 0 and var end ? end : text.Length)].Trim(" \t\r"u8))
            ? "a file that begins with one number (an ASCIIGraph is called NAME.graph-txt; take a count off a list)"
            : null;

    private static ReadOnlySpan<byte> Word(ref ReadOnlySpan<byte> line)
    {
        int end = line.IndexOfAny(" \t"u8);
        ReadOnlySpan<byte> word = end < 0 ? line : line[..end];
        line = line[word.Length..].TrimStart(" \t"u8);
        return word;
    }

    private static bool IsNumber(ReadOnlySpan<byte> word) =>
        Utf8Parser.TryParse(word, out ulong _, out int used) && used == word.Length;
}
