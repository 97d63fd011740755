using System.Text.Json;
using Vennlink.Archives;
using Vennlink.Query.Questions;
using Vennlink.Server.Imports;
using Vennlink.Snapshots;

namespace Vennlink.Server.Endpoints.Imports;

/// <summary>How an import is, as JSON.</summary>
internal static class ImportJson
{
    /// <summary>Writes it.</summary>
    public static void Write(Utf8JsonWriter json, ImportView import)
    {
        json.WriteStartObject();
        json.WriteString("id", import.Id);
        json.WriteString("state", import.State switch
        {
            ImportState.Open => import.IsChecking ? "checking" : "open",
            ImportState.Building => "building",
            ImportState.Done => "done",
            ImportState.Failed => "failed",
            _ => "cancelled",
        });
        HashSet<string> digests = new(StringComparer.Ordinal);
        json.WriteStartArray("files");
        foreach (ImportSource source in import.Sources)
        {
            WriteSource(json, source, import.Options, digests);
        }

        json.WriteEndArray();
        WriteOptions(json, import.Options);
        json.WriteNumber("needed_bytes", import.Sources.Sum(source => source.NeededBytes));
        WriteProgress(json, import);
        json.WriteString("error", import.Error);
        json.WriteString("snapshot", import.SnapshotId);
        json.WriteEndObject();
    }

    private static void WriteOptions(Utf8JsonWriter json, ImportOptions options)
    {
        json.WriteStartObject("options");
        json.WriteBoolean("include_lost", options.IncludeLost);
        json.WriteBoolean("add", options.Add);
        json.WriteBoolean("skip_unreadable", options.SkipUnreadable);
        json.WriteEndObject();
    }

    private static void WriteProgress(Utf8JsonWriter json, ImportView import)
    {
        if (import.State != ImportState.Building)
        {
            json.WriteNull("progress");
            return;
        }

        json.WriteStartObject("progress");
        json.WriteString("stage", import.Progress.Stage ?? "");
        json.WriteNumber("done", import.Progress.DoneBytes);
        json.WriteNumber("total", import.Progress.TotalBytes);
        json.WriteNumber("records", import.Progress.RecordCount);
        json.WriteEndObject();
    }

    private static void WriteSource(
        Utf8JsonWriter json, ImportSource source, ImportOptions options, HashSet<string> digests)
    {
        if (source.Files is null)
        {
            json.WriteStartObject();
            json.WriteString("name", source.Name);
            json.WriteString("file", source.Name);
            WriteBytes(json, source.Bytes);
            json.WriteBoolean("checked", false);
            json.WriteEndObject();
            return;
        }

        foreach (FileCheck file in source.Files)
        {
            WriteFile(json, source, file, options, digests);
        }
    }

    private static void WriteFile(
        Utf8JsonWriter json, ImportSource source, FileCheck file, ImportOptions options, HashSet<string> digests)
    {
        InputReport? report = file.Input?.Report;
        json.WriteStartObject();
        json.WriteString("name", file.Name);
        json.WriteString("file", source.Name);
        WriteBytes(json, file.Input?.LengthBytes ?? source.Bytes);
        json.WriteBoolean("checked", true);
        (string kind, string form) = KindOf(file.Input);
        json.WriteString("kind", kind);
        json.WriteString("form", form);
        SkipReason[] reasons = report is null ? [] : [.. Enum.GetValues<SkipReason>()
            .Where(reason => reason != SkipReason.NotAPage && report.Skips[reason] > 0)];
        long used = report is null ? 0 : report.CaptureCount + report.RowCount;
        json.WriteNumber("rows", used + reasons.Sum(reason => report!.Skips[reason]));
        json.WriteNumber("used", used);
        json.WriteNumber("links", report?.LinkCount ?? 0);
        json.WriteStartObject("left_out");
        foreach (SkipReason reason in reasons)
        {
            json.WriteNumber(SkipCounts.NameOf(reason), report!.Skips[reason]);
        }

        json.WriteEndObject();
        WriteNotes(json, file, report, digests);
        WriteColumns(json, report, file.Problem);
        WriteTarget(json, file, report, options);
        json.WriteString("need", file.Problem?.Need switch
        {
            InputNeed.Target => "target",
            InputNeed.Columns => "columns",
            _ => null,
        });
        json.WriteString("problem", file.Problem?.Problem);
        json.WriteEndObject();
    }

    private static void WriteBytes(Utf8JsonWriter json, long? bytes)
    {
        if (bytes is { } length)
        {
            json.WriteNumber("bytes", length);
        }
        else
        {
            json.WriteNull("bytes");
        }
    }

    // "CSV, UTF-8, comma; Ahrefs, backlinks": form and kind.
    private static (string Kind, string Form) KindOf(InputFile? input)
    {
        string[] parts = (input?.Report?.Notes.TakenFor ?? "").Split("; ", 2);
        return (parts.Length == 2 ? parts[1] : input?.Format ?? "", parts[0]);
    }

    private static void WriteNotes(
        Utf8JsonWriter json, FileCheck file, InputReport? report, HashSet<string> digests)
    {
        json.WriteStartArray("notes");
        foreach (string note in report?.Notes.Assumptions ?? [])
        {
            json.WriteStringValue(note);
        }

        if (file.Remark is not null)
        {
            json.WriteStringValue(file.Remark);
        }

        if (file.Input is { Digest.Length: > 0 } input && !digests.Add(input.Digest))
        {
            json.WriteStringValue("has the same bytes as a file above, and is read once");
        }

        json.WriteEndArray();
    }

    private static void WriteColumns(Utf8JsonWriter json, InputReport? report, InputException? problem)
    {
        json.WriteStartArray("columns");
        foreach (ColumnUse use in report?.Notes.Columns ?? [])
        {
            json.WriteStartObject();
            json.WriteString("holds", use.Holds);
            json.WriteString("name", use.Name);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteTexts("column_names",
            [
                .. problem?.Columns ?? [], .. (report?.Notes.Columns ?? []).Select(use => use.Name),
                .. report?.Notes.UnusedColumns ?? [],
            ]);
    }

    private static void WriteTarget(
        Utf8JsonWriter json, FileCheck file, InputReport? report, ImportOptions options)
    {
        string[] columns =
            [.. (report?.Notes.Columns ?? []).Where(use => use.Holds == "target").Select(use => use.Name)];
        json.WriteStartObject("target");
        json.WriteBoolean("needed", file.Problem is { Need: InputNeed.Target });
        json.WriteString("column", columns.Length == 0 ? null : string.Join(", ", columns));
        json.WriteString("given", options.Targets.GetValueOrDefault(file.Name));
        json.WriteEndObject();
    }
}
