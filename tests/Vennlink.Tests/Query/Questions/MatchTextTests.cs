using System.Text.RegularExpressions;
using CsCheck;
using Vennlink.Query.Questions;
using Vennlink.Query.Walk;

namespace Vennlink.Tests.Query.Questions;

public sealed partial class MatchTextTests
{
    private static readonly string[] OddTargets =
    [
        "a.com", "page:http://a.com/x?y=1", "and", "OR", "2", "wiki/Link_(film)", "o'reilly.com", "a \"b\"", "", " x ",
        "a,b", "root_domain:x", "\"", "'", "page:", "page:'", "ä.example", "\u3000",
    ];

    private static readonly string[] Pieces =
        ["(", ")", ",", " ", "and", "or", "not", " of ", "2", "\"", "'", "page:", "a.com", "\ud83d"];

    private static readonly Gen<MatchExpression> Expression = Gen.Recursive<MatchExpression>((depth, inner) =>
        depth == 4 ? Gen.Int[0, OddTargets.Length - 1].Select(MatchExpression.Target) : Gen.OneOf(
            Gen.Int[0, OddTargets.Length - 1].Select(MatchExpression.Target),
            inner.Select(MatchExpression.Not),
            Gen.Select(inner.List[1, 4], Gen.Int[0, 3])
                .Select((parts, count) => MatchExpression.AtLeast((count % parts.Count) + 1, parts))));

    [Theory]
    [InlineData("a.com", "0", "a.com")]
    [InlineData("a or b and c", "1 of (0, 2 of (1, 2))", "a or b and c")]
    [InlineData("(a or b) and c", "2 of (1 of (0, 1), 2)", "(a or b) and c")]
    [InlineData("NOT a And b", "2 of (not 0, 1)", "not a and b")]
    [InlineData("not (a and b)", "not 2 of (0, 1)", "not (a and b)")]
    [InlineData("not not a", "not not 0", "not not a")]
    [InlineData("((a))", "0", "a")]
    [InlineData("a and a", "2 of (0, 0)", "a and a")]
    [InlineData("a and (b and c)", "2 of (0, 2 of (1, 2))", "a and (b and c)")]
    [InlineData("2 of(a,b,c)", "2 of (0, 1, 2)", "2 of (a, b, c)")]
    [InlineData("1 of (a)", "1 of (0)", "1 of (a)")]
    [InlineData("2 of (a, b)", "2 of (0, 1)", "a and b")]
    [InlineData("2 of (a and b, c or d, not e)", "2 of (2 of (0, 1), 1 of (2, 3), not 4)",
        "2 of (a and b, c or d, not e)")]
    [InlineData("2 and 3", "2 of (0, 1)", "2 and 3")]
    [InlineData("\"a b\" or 'say \"x\"' or 'it''s'", "1 of (0, 1, 2)", "\"a b\" or \"say \"\"x\"\"\" or \"it's\"")]
    [InlineData("page:\"http://x.org/(a)\"", "0", "\"page:http://x.org/(a)\"")]
    [InlineData("\n a\tor\u00A0b ", "1 of (0, 1)", "a or b")]
    public void A_text_is_read_by_the_usual_precedence_and_has_one_form(string text, string tree, string form)
    {
        MatchText match = MatchText.Parse(text);

        Assert.Equal(tree, match.Expression.ToString());
        Assert.Equal(form, match.ToString());
        Assert.Equal(tree, MatchText.Parse(form).Expression.ToString());
    }

    [Fact]
    public void The_examples_of_the_page_are_read()
    {
        string page = File.ReadAllText(SharedData.InRepository("docs/match.md"));
        string[] examples = [.. Example().Matches(page).Select(example => example.Groups[1].Value)];
        Match wrong = WrongExample().Match(page);

        Assert.True(examples.Length > 10);
        Assert.All(examples, example => MatchText.Parse(example));
        MatchSyntaxException problem =
            Assert.Throws<MatchSyntaxException>(() => MatchText.Parse(wrong.Groups["text"].Value));
        Assert.Equal(wrong.Groups["problem"].Value, problem.Message);
        Assert.Equal(wrong.Groups["caret"].Length, problem.CaretOffset);
    }

    [Fact]
    public void Targets_come_once_each_in_order_of_appearance_with_their_scopes() =>
        Assert.Equal(["c (RootDomain)", "page:a.com/x (Page)", "a (RootDomain)"],
            MatchText.Parse("c or page:a.com/x and (not a or c)").Targets
                .Select(target => $"{target.Typed} ({target.Scope})"));

    [Theory]
    [InlineData("", 1, "expected a target, 'not', '(' or 'K of (', not an empty text")]
    [InlineData("a and", 6, "expected a target, 'not', '(' or 'K of (', not the end")]
    [InlineData("a b", 3, "expected 'and', 'or' or the end, not 'b'")]
    [InlineData("(a or b", 1, "this '(' is not closed")]
    [InlineData("a or b)", 7, "expected 'and', 'or' or the end, not ')'")]
    [InlineData("a, b", 2, "expected 'and', 'or' or the end, not ','; commas stand in 'K of (…)' alone")]
    [InlineData("(a, b)", 3, "expected ')', 'and' or 'or', not ','; commas stand in 'K of (…)' alone")]
    [InlineData("wiki/Link_(film)/x", 11,
        "expected 'and', 'or' or the end, not '('; a target that holds '(' must stand in quotes")]
    [InlineData("or a", 1,
        "expected a target, 'not', '(' or 'K of (', not 'or'; a target of that name must stand in quotes")]
    [InlineData("3 of (a, b)", 1, "'3' of 2 parts: it must be 1 to 2")]
    [InlineData("a or 0 of (b)", 6, "'0' of 1 parts: it must be 1 to 1")]
    [InlineData("99999999999 of (a)", 1, "'99999999999' of 1 parts: it must be 1 to 1")]
    [InlineData("2 of a", 6, "expected '(' behind '2 of', not 'a'")]
    [InlineData("2 of ()", 7, "expected a target, 'not', '(' or 'K of (', not ')'")]
    [InlineData("2 of (a, b", 6, "this '(' is not closed")]
    [InlineData("a or \"b", 6, "this quote is not closed")]
    [InlineData("😀 and", 6, "expected a target, 'not', '(' or 'K of (', not the end")]
    public void What_is_wrong_is_told_with_its_column(string text, int column, string problem)
    {
        MatchSyntaxException thrown = Assert.Throws<MatchSyntaxException>(() => MatchText.Parse(text));

        Assert.Equal(column, thrown.Column);
        Assert.Equal($"column {column}: {problem}", thrown.Message);
    }

    [Fact]
    public void An_excerpt_of_a_long_text_shows_the_place()
    {
        string text = string.Join(" or ", Enumerable.Repeat("long.example", 1000)) + "\nor or "
            + string.Join(" or ", Enumerable.Repeat("long.example", 1000));
        MatchSyntaxException thrown = Assert.Throws<MatchSyntaxException>(() => MatchText.Parse(text));

        Assert.Equal("or long.example", thrown.Excerpt.Substring(thrown.CaretOffset, 15));
        Assert.True(thrown.Excerpt.Length < 80);
        Assert.DoesNotContain('\n', thrown.Excerpt);
    }

    [Fact]
    public void Every_expression_is_read_back_from_its_text() => Expression.Sample(expression =>
    {
        MatchText written = new(expression, [.. OddTargets.Select(TargetText.Parse)]);
        MatchText read = MatchText.Parse(written.ToString());

        Assert.Equal(Named(written), Named(read));
        Assert.Equal(written.ToString(), read.ToString());
    }, iter: 3000);

    [Fact]
    public void Any_text_is_read_or_refused_at_a_place_in_it() =>
        Gen.OneOf(Gen.Int[0, Pieces.Length - 1].Select(piece => Pieces[piece]), Gen.String).Array[0, 12]
            .Select(string.Concat).Sample(text =>
        {
            try
            {
                string form = MatchText.Parse(text).ToString();
                Assert.Equal(form, MatchText.Parse(form).ToString());
            }
            catch (MatchSyntaxException problem)
            {
                Assert.InRange(problem.Column, 1, text.Length + 1);
                Assert.InRange(problem.CaretOffset, 0, problem.Excerpt.Length);
            }
        }, iter: 20_000);

    [Theory]
    [InlineData("(", ")")]
    [InlineData("not ", "")]
    [InlineData("1 of (", ")")]
    public void Nesting_has_a_bound(string open, string close)
    {
        string Nested(int depth) =>
            string.Concat(Enumerable.Repeat(open, depth)) + "a" + string.Concat(Enumerable.Repeat(close, depth));

        MatchText.Parse(Nested(MatchText.MaxNesting));
        Assert.Contains("stand in each other",
            Assert.Throws<MatchSyntaxException>(() => MatchText.Parse(Nested(MatchText.MaxNesting + 1))).Message,
            StringComparison.Ordinal);
        Assert.Throws<MatchSyntaxException>(() => MatchText.Parse(Nested(100_000)));
        Assert.Throws<MatchSyntaxException>(() => MatchText.Parse(new string('(', MatchText.MaxLength + 1)));
    }

    [Fact]
    public void The_longest_texts_take_little_time()
    {
        int count = MatchText.MaxLength / 10;
        Assert.Equal(count, MatchText.Parse(
            $"2 of ({string.Join(',', Enumerable.Range(0, count).Select(i => $"{i:D6}.a"))})").Targets.Count);
        string quotes = string.Concat(Enumerable.Repeat("a'", 500_000));
        Assert.Throws<MatchSyntaxException>(() => MatchText.Parse(quotes + ","));
    }

    // The first cell of a row.
    [GeneratedRegex("(?m)^\\| `([^`]+)` \\|")]
    private static partial Regex Example();

    [GeneratedRegex(@"--match: (?<problem>.*); see .*\n  (?<text>.*)\n  (?<caret> *)\^")]
    private static partial Regex WrongExample();

    // The tree with names for numbers.
    private static string Named(MatchText match) => Named(match, match.Expression);

    private static string Named(MatchText match, MatchExpression part) => part switch
    {
        MatchExpression.OneTarget target => $"<{match.Targets[target.Index].Typed}>",
        MatchExpression.Negation negation => $"!{Named(match, negation.Part)}",
        MatchExpression.Counted counted =>
            $"{counted.Count}[{string.Join('|', counted.Parts.Select(inner => Named(match, inner)))}]",
        _ => throw new ArgumentOutOfRangeException(nameof(part)),
    };
}
