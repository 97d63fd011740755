using System.Text.Json;

namespace Vennlink.Query.Output;

/// <summary>What an output is of, so that it can be cited and made again.</summary>
/// <param name="Question">What was asked, as JSON.</param>
/// <param name="Snapshot">Id of the snapshot that answered.</param>
/// <param name="Version">Version of the program.</param>
public sealed record Citation(string Question, string Snapshot, string Version)
{
    /// <summary>The program, as files name what made them.</summary>
    public string Program => $"vennlink {Version}";

    /// <summary>How many rows each rule of the question hid, in words; null where it has none.</summary>
    public string? Hidden { get; init; }

    /// <summary>Its fields by name.</summary>
    public IEnumerable<(string Name, string Value)> Fields =>
    [
        ("question", Question), ("snapshot", Snapshot), ("version", Version),
        .. Hidden is { } hidden ? [("hidden", hidden)] : Array.Empty<(string, string)>(),
    ];

    /// <summary>Writes them as fields of an object.</summary>
    public void Write(Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WritePropertyName("question");
        json.WriteRawValue(Question);
        json.WriteString("snapshot", Snapshot);
        json.WriteString("version", Version);
    }
}
