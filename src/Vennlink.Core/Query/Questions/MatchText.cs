using System.Globalization;
using System.Text;
using Vennlink.Query.Walk;

namespace Vennlink.Query.Questions;

/// <summary>
/// Which sources match, as people write it: <c>2 of (a.com, b.com, c.com) and (d.com or page:e.com/x) and not
/// mine.com</c>. Immutable. Its text tells all of it, and reads back as the same.
/// </summary>
/// <remarks>
/// The grammar, blanks between all words; words in any case; docs/match.md has it with examples:
/// <code>
/// or     = and { "or" and }
/// and    = factor { "and" factor }
/// factor = "not" factor | "(" or ")" | number "of" "(" or { "," or } ")" | target
/// target = word without blanks, brackets and commas | text in double or single quotes, a doubled quote for one
/// </code>
/// </remarks>
public sealed class MatchText
{
    /// <summary>Characters that a text may have.</summary>
    public const int MaxLength = 1 << 20;

    /// <summary>Groups and negations that may stand in each other.</summary>
    public const int MaxNesting = 64;

    internal MatchText(MatchExpression expression, IReadOnlyList<TargetText> targets) =>
        (Expression, Targets) = (expression, targets);

    /// <summary>The tree, over indexes into <see cref="Targets"/>.</summary>
    internal MatchExpression Expression { get; }

    /// <summary>The targets, in order of appearance; each is there once.</summary>
    public IReadOnlyList<TargetText> Targets { get; }

    /// <summary>Reads a text.</summary>
    /// <exception cref="MatchSyntaxException">It is none; the exception says what is wrong, and where.</exception>
    public static MatchText Parse(string text) => new MatchParser(text).Parse();

    /// <summary>The text in its one form: as few brackets as it can be told with.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        Write(text, Expression, Strength.Or);
        return text.ToString();
    }

    // Brackets where a part binds less than what it stands in.
    private void Write(StringBuilder text, MatchExpression part, Strength around)
    {
        switch (part)
        {
            case MatchExpression.OneTarget target:
                text.Append(MatchParser.Quoted(Targets[target.Index].Typed));
                break;
            case MatchExpression.Negation negation:
                text.Append("not ");
                Write(text, negation.Part, Strength.Factor);
                break;
            case MatchExpression.Counted { Parts.Count: > 1 } all when all.Count == all.Parts.Count:
                WriteJoined(text, all, " and ", around > Strength.And, Strength.Factor);
                break;
            case MatchExpression.Counted { Count: 1, Parts.Count: > 1 } any:
                WriteJoined(text, any, " or ", around > Strength.Or, Strength.And);
                break;
            case MatchExpression.Counted counted:
                text.Append(CultureInfo.InvariantCulture, $"{counted.Count} of ");
                WriteJoined(text, counted, ", ", hasBrackets: true, Strength.Or);
                break;
        }
    }

    private void WriteJoined(
        StringBuilder text, MatchExpression.Counted parts, string between, bool hasBrackets, Strength inside)
    {
        text.Append(hasBrackets ? "(" : "");
        for (int part = 0; part < parts.Parts.Count; part++)
        {
            text.Append(part > 0 ? between : "");
            Write(text, parts.Parts[part], inside);
        }

        text.Append(hasBrackets ? ")" : "");
    }

    // What may stand somewhere without brackets.
    private enum Strength
    {
        Or,
        And,
        Factor,
    }
}
