using System.Text.Json;
using Vennlink.Query.Questions;

namespace Vennlink.Query.Output;

/// <summary>Links behind rows as the cells of a row and as JSON: the same fields over every door.</summary>
public static class EvidenceOutput
{
    /// <summary>The fields.</summary>
    public static IReadOnlyList<RowColumn> Columns { get; } =
    [
        .. RowColumn.Texts("page", "target", "kind", "anchor", "rel"), .. RowColumn.Times("first_seen", "last_seen"),
        .. RowColumn.Texts("state", "file", "file_digest", "inner_file"), .. RowColumn.Numbers("offset"),
        new("offset_decompressed", ColumnKind.Truth), .. RowColumn.Texts("record_id", "payload_digest"),
    ];

    /// <summary>Writes the cells of a link, in the order of <see cref="Columns"/>; does not end the row.</summary>
    public static void Write(RowOutput output, EvidenceRow link)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(link);
        output.Text(link.SourcePage);
        output.Text(link.TargetPage);
        output.Text(QuestionWords.WordOf(link.Kind));
        output.Text(link.Anchor);
        output.Text(QuestionWords.WordsOf(link.Rel));
        output.Time(link.FirstSeenSeconds);
        output.Time(link.LastSeenSeconds);
        output.Text(StateOf(link));
        output.Text(link.File);
        output.Text(link.FileDigest);
        output.TextOrUnknown(link.InnerFile);
        output.Number(link.OffsetBytes);
        if (link.OffsetIsDecompressed is { } isDecompressed)
        {
            output.Truth(isDecompressed);
        }
        else
        {
            output.Unknown();
        }

        output.TextOrUnknown(link.RecordId);
        output.TextOrUnknown(link.PayloadDigest);
    }

    /// <summary>Writes links by target: an array, each with which target it is of and whether there are more.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="targets">The targets.</param>
    /// <param name="evidence">The links.</param>
    public static void Write(
        Utf8JsonWriter json, IReadOnlyList<Target> targets, IEnumerable<TargetEvidence> evidence)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentNullException.ThrowIfNull(evidence);
        json.WriteStartArray("evidence");
        foreach (TargetEvidence ofTarget in evidence)
        {
            json.WriteStartObject();
            json.WriteNumber("target_index", ofTarget.TargetIndex);
            json.WriteString("target", targets[ofTarget.TargetIndex].Text);
            json.WriteStartArray("links");
            foreach (EvidenceRow link in ofTarget.Links)
            {
                Write(json, link);
            }

            json.WriteEndArray();
            json.WriteBoolean("more", ofTarget.HasMore);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Whether a link is on its page, as a word.</summary>
    public static string StateOf(EvidenceRow link)
    {
        ArgumentNullException.ThrowIfNull(link);
        return link.IsLost ? "lost" : "live";
    }

    private static void Write(Utf8JsonWriter json, EvidenceRow link)
    {
        json.WriteStartObject();
        json.WriteString("page", link.SourcePage);
        json.WriteString("target", link.TargetPage);
        json.WriteString("kind", QuestionWords.WordOf(link.Kind));
        json.WriteString("anchor", link.Anchor);
        json.WriteString("rel", QuestionWords.WordsOf(link.Rel));
        WriteTime(json, "first_seen", link.FirstSeenSeconds);
        WriteTime(json, "last_seen", link.LastSeenSeconds);
        json.WriteString("state", StateOf(link));
        json.WriteString("file", link.File);
        json.WriteString("file_digest", link.FileDigest);
        json.WriteString("inner_file", link.InnerFile);
        if (link.OffsetBytes is { } offset)
        {
            json.WriteNumber("offset", offset);
        }
        else
        {
            json.WriteNull("offset");
        }

        if (link.OffsetIsDecompressed is { } isDecompressed)
        {
            json.WriteBoolean("offset_decompressed", isDecompressed);
        }
        else
        {
            json.WriteNull("offset_decompressed");
        }

        json.WriteString("record_id", link.RecordId);
        json.WriteString("payload_digest", link.PayloadDigest);
        json.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter json, string name, long? seconds)
    {
        string time = Timestamp.Show(seconds);
        json.WriteString(name, time.Length > 0 ? time : null);
    }
}
