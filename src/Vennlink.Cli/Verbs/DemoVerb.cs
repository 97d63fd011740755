using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using Vennlink.Build;
using Vennlink.Cli.Arguments;
using Vennlink.Cli.Indexes;
using Vennlink.Cli.Outcomes;
using Vennlink.Cli.Output;
using Vennlink.Query;
using Vennlink.Query.Explain;
using Vennlink.Query.Output;
using Vennlink.Query.Questions;
using Vennlink.Query.Walk;
using Vennlink.Server;
using Vennlink.Server.Keys;
using Vennlink.Server.Serving;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Bytes;

namespace Vennlink.Cli.Verbs;

/// <summary>
/// <c>vennlink demo</c>: an index of real data, four worked questions, and a server that answers a pasted curl line.
/// </summary>
internal static class DemoVerb
{
    private const int CurlLimit = 3;
    private const int RowsWithEvidence = 2;

    public static VerbCommand Create(Interruption interruption) => new(
        "demo",
        "Builds an index of sample data, answers four questions, and serves.",
        """
        The index is in DIR/index and the keys are in DIR/keys.db. An index of the same samples is used
        again. The demo serves until you press Ctrl-C; with --no-serve it ends after the questions.
        """,
        "vennlink demo --dir demo --no-serve",
        verb => Complete(verb, interruption));

    private static void Complete(VerbCommand verb, Interruption interruption)
    {
        Option<string> folder = new("--dir")
        {
            HelpName = "DIR",
            Description = "Folder for the demo's index and keys",
            DefaultValueFactory = _ => UserFolders.DefaultDemoFolder
        };
        Option<string> urls = ServeVerb.Urls();
        Option<bool> noServe = new("--no-serve") { Description = "Stop before serving" };
        verb.Add(folder);
        verb.Add(urls);
        verb.Add(noServe);
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            string directory = Path.GetFullPath(parsed.GetRequiredValue(folder));
            string indexFolder = Path.Combine(directory, "index");
            ServerOptions server = new()
            {
                IndexFolder = indexFolder,
                KeysFile = Path.Combine(directory, "keys.db"),
                Urls = ServeVerb.CheckedUrls(parsed.GetRequiredValue(urls)),
                SampleFolder = UserFolders.Samples,
            };
            BuildUnlessThere(indexFolder, cancellationToken);
            AnswerQuestions(indexFolder, cancellationToken);
            NewKey key = KeyStore.Open(server.KeysFile).Add("demo");
            if (parsed.GetValue(noServe))
            {
                using TextWriter output = TextOutput.Open();
                output.WriteLine("Serve it with");
                output.WriteLine(
                    $"  {ShellText.OwnCommand} serve --index {ShellText.Quote(indexFolder)} --keys "
                        + $"{ShellText.Quote(server.KeysFile)} --urls '{server.Urls}'");
                WriteCurl(output, key, server.Urls.Split(';')[0]);
                return ExitCode.Done;
            }

            interruption.Patience = Timeout.InfiniteTimeSpan;
            await ServeVerb.RunAsync(
                server,
                app =>
                {
                    using TextWriter output = TextOutput.Open();
                    output.WriteLine($"Serving on {string.Join(", ", app.Urls)} until you press Ctrl-C.");
                    if (ServerApp.OneTimeAddress(app) is { } address)
                    {
                        output.WriteLine("Open the page (the address signs in once):");
                        output.WriteLine($"  {address}");
                    }

                    WriteCurl(output, key, app.Urls.First());
                },
                cancellationToken);
            return interruption.IsTermination ? ExitCode.Done : ExitCode.Interrupted;
        });
    }

    private static void BuildUnlessThere(string indexFolder, CancellationToken cancellationToken)
    {
        string[] samples = Directory.GetFiles(UserFolders.Samples, "*.gz");
        if (IndexFolder.CurrentSnapshot(indexFolder) is { } current)
        {
            if (IsSoundAndHolds(current, samples, cancellationToken))
            {
                Notes.Write($"using the index in {indexFolder}");
                return;
            }

            // The samples or the format have changed since, or the disk is failing; the folder holds an index of ours,
            // so nothing of the user's is lost.
            Directory.Delete(indexFolder, recursive: true);
        }

        Notes.Write($"building an index of the samples in {indexFolder}");
        BuildVerb.Run(
            new BuildOptions
            {
                IndexFolder = indexFolder,
                Inputs = samples,
                MemoryBytes = CommonOptions.DefaultMemoryBytes,
                ThreadCount = Environment.ProcessorCount,
            },
            cancellationToken);
    }

    private static bool IsSoundAndHolds(string snapshotFolder, string[] samples, CancellationToken cancellationToken)
    {
        try
        {
            using Snapshot snapshot = Snapshot.Open(snapshotFolder);
            return snapshot.Manifest.Inputs.Select(input => input.Digest).ToHashSet(StringComparer.Ordinal)
                .SetEquals(samples.Select(Digest))
                && snapshot.Verify(cancellationToken).Count == 0;
        }
        catch (IndexFormatException)
        {
            return false;
        }
    }

    private static string Digest(string file)
    {
        using FileStream stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static void AnswerQuestions(string indexFolder, CancellationToken cancellationToken)
    {
        using OpenedIndex opened = OpenedIndex.Open(indexFolder);
        using TextWriter output = TextOutput.Open();
        LinkIntersect engine = new(opened.Snapshot);
        int number = 0;
        foreach (DemoQuestion question in DemoQuestion.All)
        {
            number++;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{number}. {question.Text}"));
            output.WriteLine($"   $ {question.Command(indexFolder)}");
            output.WriteLine();
            IntersectQuery query = opened.Resolve(new Question
            {
                To = [.. question.Positives.Select(TargetText.Parse)],
                Not = [.. question.Negatives.Select(TargetText.Parse)],
                Min = DemoQuestion.MinMatchingTargets,
                SourceScope = question.Source,
            });
            FoundQuery found = engine.Find(query, cancellationToken);
            List<IntersectRow> rows = [.. engine.Stream(found, cancellationToken)];
            List<SourceRow> described = [.. engine.Describe(found, rows)];
            IntersectTable.Write(output, query, described, int.MaxValue, () => rows.Count);
            output.WriteLine();
            foreach (SourceRow row in described.Take(RowsWithEvidence))
            {
                WriteEvidence(output, opened, query, row, cancellationToken);
                output.WriteLine();
            }

            output.Flush();
        }

        string site = DemoQuestion.All[0].Positives[0];
        output.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{number + 1}. What are the scores of {site} made of?"));
        output.WriteLine($"   $ {ShellText.OwnCommand} explain --index {ShellText.Quote(indexFolder)} {site}");
        output.WriteLine();
        Target explained = opened.Resolve(TargetText.Parse(site));
        ExplainVerb.Print(output, new ScoreExplainer(opened.Snapshot).Explain(explained, cancellationToken));
        output.WriteLine();
    }

    // Of each matched target the first link, as anybody could look it up.
    private static void WriteEvidence(TextWriter output, OpenedIndex opened, IntersectQuery query, SourceRow row,
        CancellationToken cancellationToken)
    {
        output.WriteLine($"   Evidence for {PlainText.Show(row.Page)}:");
        TargetScope scope = query.SourceScope == SourceScope.Page ? TargetScope.Page : TargetScope.RootDomain;
        Target source = opened.Resolve(new TargetText(row.Page, scope, row.Page));
        Evidence evidence = new(opened.Snapshot);
        TextTable table = new(output, new("page"), new("target"), new("anchor", IsProse: true), new("seen"),
            new("file"), new("offset", IsNumber: true));
        foreach (int target in row.MatchingTargetIndexes)
        {
            EvidenceRow link =
                evidence.Find(query.SourceScope, source.Key, query.PositiveTargets[target], null, cancellationToken)
                    .First();
            table.Add(
                link.SourcePage, link.TargetPage, link.Anchor, Timestamp.Show(link.LastSeenSeconds),
                EvidenceVerb.FileText(link), EvidenceVerb.OffsetText(link));
        }

        table.End();
    }

    private static void WriteCurl(TextWriter output, NewKey key, string address)
    {
        // A wildcard address is one to listen on, not one to call.
        UriBuilder endpoint = new(address.Replace("://*", "://127.0.0.1", StringComparison.Ordinal)
            .Replace("://+", "://127.0.0.1", StringComparison.Ordinal));
        if (endpoint.Host is "0.0.0.0" or "[::]")
        {
            endpoint.Host = "127.0.0.1";
        }

        endpoint.Path = "/v2/link_intersect";
        output.WriteLine("Ask the first question over HTTP:");
        output.WriteLine(
            $"curl -u '{key.AccessId}:{key.SecretKey}' -d '{DemoQuestion.All[0].RequestBody(CurlLimit)}' "
                + $"{endpoint.Uri}");
    }
}
