using System.Text.Json;
using Vennlink.Snapshots;

namespace Vennlink.Query.Output;

/// <summary>What an index holds and what it was made of, as JSON: the same over every door.</summary>
public static class ManifestOutput
{
    /// <summary>Writes it as one object, a line, and ends.</summary>
    /// <param name="output">Where to; stays open.</param>
    /// <param name="manifest">Of the snapshot; names of its inputs are told apart.</param>
    public static void Write(Stream output, Manifest manifest)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(manifest);
        JsonOutput json = new(output);
        Utf8JsonWriter writer = json.Writer;
        writer.WriteStartObject();
        writer.WriteString("snapshot_id", manifest.SnapshotId);
        writer.WriteNumber("format_version", manifest.FormatVersion);
        if (manifest.Until is { } until)
        {
            writer.WriteString("until", until);
        }

        ManifestJson.WriteContent(
            writer, manifest with { Inputs = InputFile.ToldApart(manifest.Inputs) }, json.EndRow);
        writer.WriteEndObject();
        json.EndLine();
        json.End();
    }
}
