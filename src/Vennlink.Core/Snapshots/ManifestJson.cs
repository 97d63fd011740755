using System.Text.Json;
using Vennlink.Segments;

namespace Vennlink.Snapshots;

/// <summary>What a manifest tells of its snapshot as members of a JSON object; see docs/formats/manifest.md.</summary>
internal static class ManifestJson
{
    /// <summary>Writes files, inputs, counts, skips and options into the object at hand.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="manifest">The manifest.</param>
    /// <param name="endInput">Called behind each input: there may be many.</param>
    public static void WriteContent(Utf8JsonWriter json, Manifest manifest, Action endInput)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(endInput);
        json.WriteStartArray("files");
        foreach (SnapshotFile file in manifest.Files.OrderBy(file => file.Name, StringComparer.Ordinal))
        {
            json.WriteStartObject();
            json.WriteString("name", file.Name);
            json.WriteNumber("length_bytes", file.LengthBytes);
            json.WriteString("checksum", file.Checksum);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("inputs");
        foreach (InputFile input in manifest.Inputs)
        {
            WriteInput(json, input);
            endInput();
        }

        json.WriteEndArray();
        WriteNumbers(json, "counts", manifest.Counts);
        WriteNumbers(json, "skipped", manifest.Skipped);
        json.WriteStartObject("options");
        foreach ((string name, string value) in manifest.Options.OrderBy(option => option.Key, StringComparer.Ordinal))
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
    }

    /// <summary>Writes the object of an input.</summary>
    private static void WriteInput(Utf8JsonWriter json, InputFile input)
    {
        json.WriteStartObject();
        json.WriteString("name", input.Name);
        json.WriteString("digest", input.Digest);
        json.WriteNumber("length_bytes", input.LengthBytes);
        json.WriteString("format", input.Format);
        if (input.Report is { } report)
        {
            InputReportJson.Write(json, report);
        }

        WriteParts(json, input.Parts);
        json.WriteEndObject();
    }

    private static void WriteParts(Utf8JsonWriter json, IReadOnlyList<InputPart> parts)
    {
        if (parts.Count == 0)
        {
            return;
        }

        json.WriteStartArray("parts");
        foreach (InputPart part in parts)
        {
            json.WriteStartObject();
            if (part.InnerName is not null)
            {
                json.WriteString("name", part.InnerName);
            }

            json.WriteBoolean("decompressed", part.IsDecompressed);
            json.WriteNumber("start_offset", part.StartOffset);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string property, IReadOnlyDictionary<string, long> numbers)
    {
        json.WriteStartObject(property);
        foreach ((string name, long value) in numbers.OrderBy(number => number.Key, StringComparer.Ordinal))
        {
            json.WriteNumber(name, value);
        }

        json.WriteEndObject();
    }
}
