using Vennlink.Query;
using Vennlink.Query.Explain;
using Vennlink.Query.Facets;
using Vennlink.Query.Questions;

namespace Vennlink.Cli.Verbs;

/// <summary>One answer of a batch.</summary>
/// <param name="Line">Number of the question's line, from 1.</param>
internal sealed record BatchAnswer(long Line)
{
    /// <summary>What the question is called by, as JSON; null for nothing.</summary>
    public string? Id { get; init; }

    /// <summary>What is wrong with the question.</summary>
    public QuestionProblems Problems { get; init; } = new();

    /// <summary>The question; null when it could not be answered.</summary>
    public IntersectQuery? Query { get; init; }

    /// <summary>The question as the index found it.</summary>
    public FoundQuery? Found { get; init; }

    /// <summary>How many rows there are in all; null when not asked.</summary>
    public long? Total { get; init; }

    /// <summary>How many rows have which values; null when not asked.</summary>
    public FacetCounts? Facets { get; init; }

    /// <summary>The first rows; null when not asked.</summary>
    public IReadOnlyList<SourceRow>? Rows { get; init; }

    /// <summary>Why there is no row; null where there is one.</summary>
    public EmptyAnswer? WhyEmpty { get; init; }

    /// <summary>What else a person should know.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
