using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Vennlink.Segments;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;

namespace Vennlink.Snapshots;

/// <summary>
/// Reads and writes <c>manifest.json</c> in its one canonical form: so every byte of it counts, and a changed one is
/// noticed. Described in docs/formats/manifest.md.
/// </summary>
internal static class ManifestFile
{
    private const int SnapshotIdDigits = 32;
    private const int MaxManifestBytes = 1 << 30;

    private static readonly JsonWriterOptions Indented = new() { Indented = true, NewLine = "\n" };

    /// <summary>The manifest with its id, which is a hash of all the rest.</summary>
    public static Manifest WithSnapshotId(Manifest manifest)
    {
        byte[] hash = SHA256.HashData(Serialize(manifest, withSnapshotId: false));
        return manifest with { SnapshotId = Convert.ToHexStringLower(hash)[..SnapshotIdDigits] };
    }

    /// <summary>Writes the file as the last of the snapshot.</summary>
    public static void Write(string folder, Manifest manifest) =>
        AtomicFile.Write(Path.Combine(folder, SnapshotFormat.ManifestFile), Serialize(manifest, withSnapshotId: true));

    /// <summary>Reads the file.</summary>
    /// <exception cref="IndexFormatException">Missing, damaged, or newer than this build reads.</exception>
    public static Manifest Read(string folder)
    {
        const string Name = SnapshotFormat.ManifestFile;
        FileInfo file = new(Path.Combine(folder, Name));
        if (!file.Exists)
        {
            throw new IndexFormatException(
                Name, 0, "the file is missing: this is not a snapshot, or it was never finished");
        }

        if (file.Length > MaxManifestBytes)
        {
            throw new IndexFormatException(
                Name, 0, $"the file has {file.Length} bytes, expected at most {MaxManifestBytes}");
        }

        byte[] bytes = File.ReadAllBytes(file.FullName);
        Manifest manifest;
        try
        {
            manifest = Parse(bytes);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or KeyNotFoundException
            or FormatException)
        {
            throw new IndexFormatException(
                Name, (broken as JsonException)?.BytePositionInLine ?? 0,
                $"the manifest cannot be read: {broken.Message}");
        }

        if (WithSnapshotId(manifest).SnapshotId != manifest.SnapshotId
            || !Serialize(manifest, withSnapshotId: true).AsSpan().SequenceEqual(bytes))
        {
            throw new IndexFormatException(
                Name, 0, $"damaged: the content does not match the snapshot id {manifest.SnapshotId}");
        }

        return manifest;
    }

    private static byte[] Serialize(Manifest manifest, bool withSnapshotId)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, Indented))
        {
            json.WriteStartObject();
            json.WriteNumber("format_version", manifest.FormatVersion);
            json.WriteString("needed_build", manifest.NeededBuild);
            if (withSnapshotId)
            {
                json.WriteString("snapshot_id", manifest.SnapshotId);
            }

            ManifestJson.WriteContent(json, manifest, () => { });
            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    private static IReadOnlyList<InputPart> Parts(JsonElement input) =>
        input.TryGetProperty("parts", out JsonElement parts)
            ? [.. parts.EnumerateArray().Select(part => new InputPart(
                part.TryGetProperty("name", out JsonElement name) ? name.GetString() : null,
                part.GetProperty("decompressed").GetBoolean(),
                part.GetProperty("start_offset").GetInt64()))]
            : [];

    private static Manifest Parse(ReadOnlyMemory<byte> bytes)
    {
        using JsonDocument document = JsonDocument.Parse(bytes);
        JsonElement root = document.RootElement;

        // Before anything else is looked for, which another version may have elsewhere.
        uint version = root.GetProperty("format_version").GetUInt32();
        string? needed = root.TryGetProperty("needed_build", out JsonElement build) ? build.GetString() : null;
        FormatVersion.Check(SnapshotFormat.ManifestFile, 0, version, SnapshotFormat.Version, needed);
        string neededBuild = Text(root, "needed_build");
        return new Manifest
        {
            FormatVersion = version,
            NeededBuild = neededBuild,
            SnapshotId = Text(root, "snapshot_id"),
            Files = [.. root.GetProperty("files").EnumerateArray().Select(file =>
                new SnapshotFile(Text(file, "name"), file.GetProperty("length_bytes").GetInt64(),
                    Text(file, "checksum")))],
            Inputs = [.. root.GetProperty("inputs").EnumerateArray().Select(input =>
                new InputFile(Text(input, "name"), Text(input, "digest"), input.GetProperty("length_bytes").GetInt64(),
                    Text(input, "format"))
                { Report = InputReportJson.Read(input), Parts = Parts(input) })],
            Counts = Numbers(root, "counts"),
            Skipped = Numbers(root, "skipped"),
            Options = Properties(root, "options")
                .ToDictionary(option => option.Name, option => option.Value.GetString()!),
        };
    }

    private static Dictionary<string, long> Numbers(JsonElement parent, string property) =>
        Properties(parent, property).ToDictionary(number => number.Name, number => number.Value.GetInt64());

    // The last of two properties of one name, as GetProperty has it; the canonical form has no two.
    private static IEnumerable<JsonProperty> Properties(JsonElement parent, string property) =>
        parent.GetProperty(property).EnumerateObject().DistinctBy(member => member.Name);

    private static string Text(JsonElement parent, string property) =>
        parent.GetProperty(property).GetString() ?? throw new FormatException($"'{property}' is null");
}
