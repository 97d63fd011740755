using System.CommandLine;
using System.Globalization;
using Vennlink.Cli.Arguments;
using Vennlink.Cli.Indexes;
using Vennlink.Cli.Outcomes;
using Vennlink.Cli.Output;
using Vennlink.Snapshots;

namespace Vennlink.Cli.Verbs;

/// <summary><c>vennlink verify</c>: whether every byte of an index is as it was written.</summary>
internal static class VerifyVerb
{
    public static VerbCommand Create() => new(
        "verify",
        "Checks that an index is sound.",
        "Every file is read to the end. Each problem is a line on standard error; the exit code is then 1.",
        "vennlink verify --index sites",
        Complete);

    private static void Complete(VerbCommand verb)
    {
        Option<string> index = CommonOptions.Index();
        verb.Add(index);
        verb.SetAction((parsed, cancellationToken) =>
        {
            using OpenedIndex opened = OpenedIndex.Open(parsed.GetRequiredValue(index));
            IReadOnlyList<string> problems = opened.Snapshot.Verify(cancellationToken);
            foreach (string problem in problems)
            {
                Notes.Write(problem);
            }

            if (problems.Count > 0)
            {
                return Task.FromResult(ExitCode.Failed);
            }

            Manifest manifest = opened.Snapshot.Manifest;
            using TextWriter output = TextOutput.Open();
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"sound: snapshot {manifest.SnapshotId}, {manifest.Files.Count} files, "
                    + $"{manifest.Files.Sum(file => file.LengthBytes):N0} bytes"));
            return Task.FromResult(ExitCode.Done);
        });
    }
}
