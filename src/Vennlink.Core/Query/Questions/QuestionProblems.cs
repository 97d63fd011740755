using System.Globalization;

namespace Vennlink.Query.Questions;

/// <summary>All that is wrong with one question. Bounded, whatever the question holds.</summary>
public sealed class QuestionProblems
{
    // More than a question of good will can have.
    private const int MaxNamed = 50;

    private readonly List<QuestionProblem> _named = [];
    private int _count;

    /// <summary>Whether there are any.</summary>
    public bool Any => _count > 0;

    /// <summary>The problems, in the order they were found; the first fifty.</summary>
    public IReadOnlyList<QuestionProblem> Named => _named;

    /// <summary>How many there are beside those.</summary>
    public int UnnamedCount => _count - _named.Count;

    /// <summary>A line for each of the first fifty, and one for all others.</summary>
    public IEnumerable<string> Lines
    {
        get
        {
            IEnumerable<string> named = _named.Select(problem => problem.ToString());
            return UnnamedCount == 0 ? named
                : named.Append(string.Create(CultureInfo.InvariantCulture, $"and {UnnamedCount} more problems"));
        }
    }

    /// <summary>Adds one.</summary>
    /// <param name="field">Name of the field or option.</param>
    /// <param name="text">What is wrong with it.</param>
    public void Add(string field, string text)
    {
        if (++_count <= MaxNamed)
        {
            _named.Add(new QuestionProblem(field, text));
        }
    }

    /// <summary>All of it in one line: <c>min: must be …; to: …; and 3 more problems</c>.</summary>
    public override string ToString() => string.Join("; ", Lines);

    /// <summary>Text of the asker in quotes, short enough to be shown back.</summary>
    internal static string Quote(string text) => $"'{Shorten(text)}'";

    /// <summary>Text of the asker, short enough to be shown back.</summary>
    internal static string Shorten(string text)
    {
        const int Longest = 60;
        if (text.Length <= Longest)
        {
            return text;
        }

        // Not through the middle of a surrogate pair.
        return text[..(char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest)] + "…";
    }
}

/// <summary>One thing that is wrong with a question.</summary>
/// <param name="Field">Name of the field: <c>sources.tld</c>.</param>
/// <param name="Text">What is wrong with it, without a full stop.</param>
public sealed record QuestionProblem(string Field, string Text)
{
    /// <summary>Such as <c>min: must be a whole number from 1, not a string</c>.</summary>
    public override string ToString() => $"{Field}: {Text}";
}
