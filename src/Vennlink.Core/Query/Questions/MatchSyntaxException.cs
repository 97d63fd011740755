using System.Globalization;

namespace Vennlink.Query.Questions;

/// <summary>A text that is no <see cref="MatchText"/>: what is wrong with it, and where.</summary>
public sealed class MatchSyntaxException : FormatException
{
    private const int ShownBefore = 48;
    private const int ShownBehind = 24;

    internal MatchSyntaxException(string text, int position, string problem)
        : base(string.Create(CultureInfo.InvariantCulture, $"column {ColumnOf(text, position)}: {problem}"))
    {
        Column = ColumnOf(text, position);
        int start = Math.Max(0, position - ShownBefore);
        int end = Math.Min(text.Length, position + ShownBehind);
        string before = (start > 0 ? "…" : "") + OneLine(text[start..position]);
        Excerpt = before + OneLine(text[position..end]) + (end < text.Length ? "…" : "");
        CaretOffset = before.Length;
    }

    /// <summary>Where, in characters from 1; one behind the last when something is missing at the end.</summary>
    public int Column { get; }

    /// <summary>The text around that place, on one line.</summary>
    public string Excerpt { get; }

    /// <summary>Where in the excerpt.</summary>
    public int CaretOffset { get; }

    private static int ColumnOf(string text, int position) => text[..position].EnumerateRunes().Count() + 1;

    private static string OneLine(string text) => string.Concat(text.Select(c => char.IsWhiteSpace(c) ? ' ' : c));
}
