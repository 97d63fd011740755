using System.Globalization;
using System.Text;
using Vennlink.Query.Walk;

namespace Vennlink.Query.Questions;

/// <summary>Reads a <see cref="MatchText"/>, by recursive descent: a method a rule of the grammar.</summary>
internal sealed class MatchParser
{
    private static readonly string[] Keywords = ["and", "or", "not", "of"];

    private readonly string _text;
    private readonly TargetList _targets = new();
    private Token _token;
    private int _nesting;

    /// <param name="text">Any text.</param>
    public MatchParser(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        _text = text;
    }

    private enum TokenKind
    {
        End,
        Open,
        Close,
        Comma,
        Word,
        Quoted,
    }

    /// <summary>Reads all of it.</summary>
    /// <exception cref="MatchSyntaxException">It does not follow the grammar.</exception>
    public MatchText Parse()
    {
        if (_text.Length > MatchText.MaxLength)
        {
            throw Problem(MatchText.MaxLength, $"longer than {MatchText.MaxLength} characters");
        }

        _token = Read(0);
        MatchExpression expression = ReadOr();
        return _token.Kind == TokenKind.End ? new MatchText(expression, _targets.Targets)
            : throw Unexpected("'and', 'or' or the end");
    }

    /// <summary>A target as it must be written to be read as one.</summary>
    public static string Quoted(string target)
    {
        bool isWord = target.Length > 0 && !target.AsSpan().ContainsAny("(),\"'") && !target.Any(char.IsWhiteSpace)
            && !IsKeyword(target);
        return isWord ? target : $"\"{target.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private MatchExpression ReadOr() => ReadJoined("or", ReadAnd, MatchExpression.Any);

    private MatchExpression ReadAnd() => ReadJoined("and", ReadFactor, MatchExpression.All);

    private MatchExpression ReadJoined(string word, Func<MatchExpression> readPart,
        Func<IReadOnlyList<MatchExpression>, MatchExpression> join)
    {
        List<MatchExpression> parts = [readPart()];
        while (_token.Is(word))
        {
            Next();
            parts.Add(readPart());
        }

        return parts.Count == 1 ? parts[0] : join(parts);
    }

    private MatchExpression ReadFactor()
    {
        Token first = _token;
        if (first.Is("not"))
        {
            Enter();
            Next();
            MatchExpression part = ReadFactor();
            _nesting--;
            return MatchExpression.Not(part);
        }

        if (first.Kind == TokenKind.Open)
        {
            return ReadBrackets(mayHaveCommas: false)[0];
        }

        if (first.Kind == TokenKind.Word && !first.Text.AsSpan().ContainsAnyExceptInRange('0', '9')
            && Read(first.End).Is("of"))
        {
            return ReadCounted(first);
        }

        if (first.Kind == TokenKind.Quoted || (first.Kind == TokenKind.Word && !IsKeyword(first.Text)))
        {
            Next();
            return _targets.Leaf(TargetText.Parse(first.Text));
        }

        throw Unexpected("a target, 'not', '(' or 'K of ('");
    }

    private void Enter()
    {
        if (_nesting++ == MatchText.MaxNesting)
        {
            throw Problem(_token.Start, $"more than {MatchText.MaxNesting} groups and 'not' stand in each other");
        }
    }

    private MatchExpression ReadCounted(Token number)
    {
        Next();
        Next();
        if (_token.Kind != TokenKind.Open)
        {
            throw Unexpected($"'(' behind '{number.Text} of'");
        }

        List<MatchExpression> parts = ReadBrackets(mayHaveCommas: true);
        return int.TryParse(number.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            && count >= 1 && count <= parts.Count
            ? MatchExpression.AtLeast(count, parts)
            : throw Problem(number.Start, string.Create(CultureInfo.InvariantCulture,
                $"{QuestionProblems.Quote(number.Text)} of {parts.Count} parts: it must be 1 to {parts.Count}"));
    }

    private List<MatchExpression> ReadBrackets(bool mayHaveCommas)
    {
        int open = _token.Start;
        Enter();
        Next();
        List<MatchExpression> parts = [ReadOr()];
        while (mayHaveCommas && _token.Kind == TokenKind.Comma)
        {
            Next();
            parts.Add(ReadOr());
        }

        if (_token.Kind == TokenKind.End)
        {
            throw Problem(open, "this '(' is not closed");
        }

        if (_token.Kind != TokenKind.Close)
        {
            throw Unexpected(mayHaveCommas ? "',', ')', 'and' or 'or'" : "')', 'and' or 'or'");
        }

        _nesting--;
        Next();
        return parts;
    }

    private MatchSyntaxException Unexpected(string expected)
    {
        string found = _token.Kind switch
        {
            TokenKind.End => _text.AsSpan().IsWhiteSpace() ? "an empty text" : "the end",
            TokenKind.Open => "'('",
            TokenKind.Close => "')'",
            TokenKind.Comma => "','",
            _ => QuestionProblems.Quote(_token.Text),
        };
        string hint = "";
        if (_token.Kind is TokenKind.Open or TokenKind.Comma or TokenKind.Close && IsInsideWord(_token))
        {
            hint = $"; a target that holds {found} must stand in quotes";
        }
        else if (_token.Kind == TokenKind.Comma)
        {
            hint = "; commas stand in 'K of (…)' alone";
        }
        else if (_token.Kind == TokenKind.Word && IsKeyword(_token.Text))
        {
            hint = "; a target of that name must stand in quotes";
        }

        return Problem(_token.Start, $"expected {expected}, not {found}{hint}");
    }

    // Between two characters that are no blanks, as in wiki/Link_(film)/x.
    private bool IsInsideWord(Token token) => token.Start > 0 && !char.IsWhiteSpace(_text[token.Start - 1])
        && token.End < _text.Length && !char.IsWhiteSpace(_text[token.End]);

    private MatchSyntaxException Problem(int position, string problem) => new(_text, position, problem);

    private static bool IsKeyword(string word) => Keywords.Contains(word, StringComparer.OrdinalIgnoreCase);

    private void Next() => _token = Read(_token.End);

    // The token behind a position.
    private Token Read(int position)
    {
        while (position < _text.Length && char.IsWhiteSpace(_text[position]))
        {
            position++;
        }

        if (position == _text.Length)
        {
            return new Token(TokenKind.End, position, position, "");
        }

        TokenKind kind = _text[position] switch
        {
            '(' => TokenKind.Open,
            ')' => TokenKind.Close,
            ',' => TokenKind.Comma,
            _ => TokenKind.Word,
        };
        return kind == TokenKind.Word ? ReadWord(position) : new Token(kind, position, position + 1, "");
    }

    private Token ReadWord(int start)
    {
        int end = start;
        while (end < _text.Length && !char.IsWhiteSpace(_text[end]) && _text[end] is not ('(' or ')' or ','))
        {
            // Only at the start or behind a scope; elsewhere it is a character of a URL.
            if (_text[end] is '"' or '\'' && (end == start || IsScope(_text.AsSpan(start, end - start))))
            {
                string quoted = ReadQuoted(end, out int quotedEnd);
                return new Token(TokenKind.Quoted, start, quotedEnd, _text[start..end] + quoted);
            }

            end++;
        }

        return new Token(TokenKind.Word, start, end, _text[start..end]);
    }

    private static bool IsScope(ReadOnlySpan<char> text)
    {
        foreach ((string name, _) in QuestionWords.TargetScopes)
        {
            if (text is [.. var before, ':'] && before.SequenceEqual(name))
            {
                return true;
            }
        }

        return false;
    }

    private string ReadQuoted(int start, out int end)
    {
        char quote = _text[start];
        StringBuilder inside = new();
        for (end = start + 1; end < _text.Length; end++)
        {
            if (_text[end] == quote)
            {
                if (end + 1 == _text.Length || _text[end + 1] != quote)
                {
                    end++;
                    return inside.ToString();
                }

                end++;
            }

            inside.Append(_text[end]);
        }

        throw Problem(start, "this quote is not closed");
    }

    private readonly record struct Token(TokenKind Kind, int Start, int End, string Text)
    {
        public bool Is(string keyword) =>
            Kind == TokenKind.Word && Text.Equals(keyword, StringComparison.OrdinalIgnoreCase);
    }
}
