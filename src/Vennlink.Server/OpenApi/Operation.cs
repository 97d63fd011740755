using System.Text.Json.Nodes;

namespace Vennlink.Server.OpenApi;

/// <summary>What one path does.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">The path.</param>
/// <param name="Id">Name of the operation, for generated clients.</param>
/// <param name="Tag">What it belongs to.</param>
/// <param name="Summary">In a few words.</param>
/// <param name="Description">In a few sentences.</param>
internal sealed record Operation(
    string Method, string Path, string Id, string Tag, string Summary, string Description)
{
    /// <summary>Status of a good answer.</summary>
    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>
    /// Parameters of its path, where that names them, and of its query, each with whether it must be there.
    /// </summary>
    public IReadOnlyList<Field> Parameters { get; init; } = [];

    /// <summary>What its body is; null without one.</summary>
    public Body? Request { get; init; }

    /// <summary>The forms of a good answer.</summary>
    public IReadOnlyList<Body> Answers { get; init; } = [];

    /// <summary>Whether a key is needed.</summary>
    public bool NeedsKey { get; init; } = true;

    /// <summary>Schema of its errors.</summary>
    public string ErrorSchema { get; init; } = "Error";

    /// <summary>Statuses of its errors beside those that every path may answer.</summary>
    public IReadOnlyList<int> Errors { get; init; } = [];
}

/// <summary>A body of a request or an answer.</summary>
/// <param name="MediaType">What it is.</param>
/// <param name="Schema">What it holds; of lines, what each line is.</param>
internal sealed record Body(string MediaType, string Schema)
{
    /// <summary>Whether it is lines of JSON.</summary>
    public bool IsLines => MediaType == "application/x-ndjson";

    /// <summary>Whether it is JSON.</summary>
    public bool IsJson => MediaType == "application/json";

    /// <summary>Examples by their names.</summary>
    public IReadOnlyList<(string Name, string Summary, JsonNode Value)> Examples { get; init; } = [];
}
