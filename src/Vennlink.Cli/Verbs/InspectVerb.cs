using System.CommandLine;
using System.Globalization;
using Vennlink.Archives;
using Vennlink.Cli.Arguments;
using Vennlink.Cli.Indexes;
using Vennlink.Cli.Outcomes;
using Vennlink.Cli.Output;
using Vennlink.Query.Output;
using Vennlink.Snapshots;

namespace Vennlink.Cli.Verbs;

/// <summary><c>vennlink inspect</c>: what an index holds and what it was made of.</summary>
internal static class InspectVerb
{
    public static VerbCommand Create() => new(
        "inspect",
        "Shows what an index holds and what was skipped.",
        "",
        "vennlink inspect --index sites",
        Complete);

    private static void Complete(VerbCommand verb)
    {
        Option<string> index = CommonOptions.Index();
        Option<string> format = CommonOptions.Format("text", "json");
        verb.Add(index);
        verb.Add(format);
        verb.SetAction(parsed =>
        {
            using OpenedIndex opened = OpenedIndex.Open(parsed.GetRequiredValue(index));
            Manifest manifest = opened.Snapshot.Manifest;
            if (parsed.GetValue(format) == "json")
            {
                using Stream json = StandardOutput.Open();
                ManifestOutput.Write(json, manifest);
            }
            else
            {
                using TextWriter output = TextOutput.Open();
                PrintText(output, manifest with { Inputs = InputFile.ToldApart(manifest.Inputs) });
            }

            return ExitCode.Done;
        });
    }

    private static void PrintText(TextWriter output, Manifest manifest)
    {
        output.WriteLine(
            $"snapshot {manifest.SnapshotId}, format version "
                + $"{manifest.FormatVersion.ToString(CultureInfo.InvariantCulture)}");
        if (manifest.Until is { } until)
        {
            output.WriteLine($"as of {until}: nothing that was captured or first seen later");
        }

        BuildReportText.Numbers(output, "counts", manifest.Counts);
        BuildReportText.Numbers(output, "skipped", manifest.Skipped);
        output.WriteLine();
        output.WriteLine("options");
        foreach ((string name, string value) in manifest.Options.OrderBy(option => option.Key, StringComparer.Ordinal))
        {
            output.WriteLine($"  {name} = {PlainText.Show(value)}");
        }

        output.WriteLine();
        TextTable inputs = new(
            output, new("input"), new("taken for"), new("bytes", IsNumber: true), new("records", IsNumber: true),
            new("pages", IsNumber: true), new("links", IsNumber: true), new("sha-256"));
        foreach (InputFile input in manifest.Inputs)
        {
            InputReport? report = input.Report;
            inputs.Add(
                input.Name, InputReportText.TakenFor(input), Number(input.LengthBytes),
                Number(report?.CaptureCount + report?.RowCount), Number(report?.PageCount), Number(report?.LinkCount),
                input.Digest);
        }

        inputs.End();
        PrintDetails(output, manifest.Inputs);
        output.WriteLine();
        TextTable files = new(output, new("file"), new("bytes", IsNumber: true));
        foreach (SnapshotFile file in manifest.Files)
        {
            files.Add(file.Name, Number(file.LengthBytes));
        }

        files.Add("total", Number(manifest.Files.Sum(file => file.LengthBytes)));
        files.End();
    }

    private static void PrintDetails(TextWriter output, IReadOnlyList<InputFile> inputs)
    {
        foreach (InputFile input in inputs)
        {
            if (input.Report is { } report && InputReportText.HasDetails(report))
            {
                output.WriteLine();
                output.WriteLine(PlainText.Show(input.Name));
                InputReportText.WriteDetails(output, report);
            }
        }
    }

    private static string Number(long? value) => value?.ToString("N0", CultureInfo.InvariantCulture) ?? "";
}
