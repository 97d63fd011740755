using System.Globalization;
using System.Text;
using Vennlink.Query;
using Vennlink.Query.Questions;
using Vennlink.Server.Wire;

namespace Vennlink.Server.Endpoints;

/// <summary>All that is wrong with one request, in the words of the API. Bounded, whatever the request holds.</summary>
internal sealed class RequestProblems
{
    // More than a request within the limits can have; a hostile one of 64 KiB could have thirty thousand.
    private const int MaxNamed = 50;

    private readonly StringBuilder _message = new();
    private int _count;

    public bool Any => _count > 0;

    /// <summary>Field of the first problem; null while there is none.</summary>
    public string? FirstField { get; private set; }

    /// <summary>Whether the first problem is that a field is missing.</summary>
    public bool IsFirstMissing { get; private set; }

    /// <summary>All problems, one sentence each.</summary>
    public string Message => _count > MaxNamed
        ? string.Create(CultureInfo.InvariantCulture, $"{_message} And {_count - MaxNamed} more problems.")
        : _message.ToString();

    /// <summary>Adds that a field is missing.</summary>
    /// <param name="field">The field.</param>
    /// <param name="what">What it must be.</param>
    public void AddMissing(string field, string what = "")
    {
        IsFirstMissing |= !Any;
        Add(field, what.Length == 0 ? "is required" : $"is required: {what}");
    }

    /// <summary>Adds the sentence "FIELD PROBLEM.".</summary>
    public void Add(string field, string problem)
    {
        FirstField ??= field;
        if (++_count <= MaxNamed)
        {
            _message.Append(_message.Length == 0 ? "" : " ").Append(field).Append(' ').Append(problem).Append('.');
        }
    }

    /// <summary>Adds what is wrong with a question.</summary>
    public void Add(QuestionProblems problems)
    {
        foreach (QuestionProblem problem in problems.Named)
        {
            Add(problem.Field + ":", problem.Text);
        }

        _count += problems.UnnamedCount;
    }

    /// <summary>Ends the request with all its problems, if it has any.</summary>
    /// <exception cref="ApiException">It has (400).</exception>
    public void ThrowIfAny()
    {
        if (Any)
        {
            throw new ApiException(StatusCodes.Status400BadRequest, Message)
            {
                Field = FirstField,
                IsFieldMissing = IsFirstMissing,
            };
        }
    }

    /// <summary>Adds what is wrong with the text of a target.</summary>
    public void Add(string field, TargetProblem problem, string text) => Add(field, problem switch
    {
        TargetProblem.Empty => "is empty; it must be a host or a URL",
        TargetProblem.PublicSuffix =>
            $"is a public suffix, {Quote(text)}: a name under which others register theirs, "
            + "and no host of exactly that name is in the index",
        _ => $"must be a host or an http(s) URL, not {Quote(text)}",
    });

    /// <summary>Text of the client in quotes, short enough to be shown back.</summary>
    public static string Quote(string text) => $"\"{Shorten(text)}\"";

    /// <summary>Text of the client, short enough to be shown back.</summary>
    public static string Shorten(string text)
    {
        const int Longest = 60;
        if (text.Length <= Longest)
        {
            return text;
        }

        // Not through the middle of a surrogate pair.
        int length = char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest;
        return text[..length] + "…";
    }
}
