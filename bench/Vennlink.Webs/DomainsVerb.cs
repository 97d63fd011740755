using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace Vennlink.Webs;

/// <summary><c>domains</c>: a web of domains as Common Crawl graph text.</summary>
internal static class DomainsVerb
{
    public static Command Create()
    {
        Command verb =
            new("domains",
                "Writes a domain-level web graph in Common Crawl's text form, with the shape of its graph of April "
                    + "to June 2026");
        Option<int> nodes = new("--nodes") { HelpName = "N", Description = "Domains, from 1000", Required = true };
        Option<ulong> seed = new("--seed")
        {
            HelpName = "S",
            Description = "Seed; equal seeds give equal bytes",
            DefaultValueFactory = _ => 1
        };
        Option<string> output = new("--out") { HelpName = "DIR", Description = "Folder to write to", Required = true };
        Option<int> parts = new("--parts")
        {
            HelpName = "K",
            Description = "Files that the edges are cut into",
            DefaultValueFactory = _ => 1
        };
        Option<int> threads = new("--threads")
        {
            HelpName = "N",
            Description = "Threads [default: all cores]",
            DefaultValueFactory = _ => Environment.ProcessorCount
        };
        foreach (Option option in new Option[] { nodes, seed, output, parts, threads })
        {
            verb.Add(option);
        }

        verb.SetAction((parsed, cancellationToken) =>
        {
            string folder = parsed.GetRequiredValue(output);
            Directory.CreateDirectory(folder);
            Stopwatch clock = Stopwatch.StartNew();
            DomainWeb web = new(parsed.GetRequiredValue(nodes), parsed.GetValue(seed));
            DomainGraphFiles files = new(web, folder, parsed.GetValue(threads), Console.Error.WriteLine);
            files.WriteVertices(cancellationToken);
            files.WriteRanks(cancellationToken);
            WebFigures figures = files.WriteEdges(parsed.GetValue(parts), cancellationToken);
            Console.Out.Write(figures.ToTable(Path.GetFileName(Path.GetFullPath(folder))));
            foreach (WebFigures.Figure figure in figures.Figures())
            {
                Console.Out.WriteLine(
                    string.Create(CultureInfo.InvariantCulture,
                        $"{figure.Name,-28} {figure.Goal,14} {figure.Measured,14} {figure.DeviationPercent,9:F4} %"));
            }

            Console.Error.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"done in {clock.Elapsed.TotalSeconds:F1} s"));
            return Task.FromResult(figures.FaultCount == 0 ? 0 : 1);
        });
        return verb;
    }
}
