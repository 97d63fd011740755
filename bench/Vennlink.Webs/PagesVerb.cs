using System.CommandLine;

namespace Vennlink.Webs;

/// <summary><c>pages</c>: a web of pages as link lists.</summary>
internal static class PagesVerb
{
    public static Command Create()
    {
        Command verb =
            new("pages",
                "Writes the links of crawled pages as link lists (CSV): 16 external and 85 internal links a page on "
                    + "average");
        Option<int> pages =
            new("--pages") { HelpName = "N", Description = "Crawled pages, from 1000", Required = true };
        Option<double> later = new("--new")
        {
            HelpName = "FRACTION",
            Description =
            "Also write the folder 'new' with the links of N × FRACTION pages of a later crawl, at most 1"
        };
        Option<ulong> seed = new("--seed")
        {
            HelpName = "S",
            Description = "Seed; equal seeds give equal bytes",
            DefaultValueFactory = _ => 1
        };
        Option<string?> labels = new("--labels")
        {
            HelpName = "FILE",
            Description = "Also write a table domain,label of the sites: spam in a spam cluster, else clean"
        };
        Option<string> output = new("--out") { HelpName = "DIR", Description = "Folder to write to", Required = true };
        Option<int> parts = new("--parts")
        {
            HelpName = "K",
            Description = "Files that the links are cut into",
            DefaultValueFactory = _ => 1
        };
        Option<int> threads = new("--threads")
        {
            HelpName = "N",
            Description = "Threads [default: all cores]",
            DefaultValueFactory = _ => Environment.ProcessorCount
        };
        foreach (Option option in new Option[] { pages, later, seed, labels, output, parts, threads })
        {
            verb.Add(option);
        }

        verb.SetAction((parsed, cancellationToken) =>
        {
            PageWeb web = new(parsed.GetRequiredValue(pages), parsed.GetValue(seed));
            PageListFiles files =
                new(web, parsed.GetRequiredValue(output), parsed.GetValue(threads), Console.Error.WriteLine);
            Console.Out.Write(files.Write(parsed.GetValue(parts), cancellationToken).ToTable());
            if (parsed.GetValue(labels) is { } labelFile)
            {
                files.WriteLabels(labelFile);
            }

            int laterPages = (int)(web.PageCount * Math.Clamp(parsed.GetValue(later), 0, 1));
            if (laterPages > 0)
            {
                Console.Out.Write(files.WriteLater(laterPages, cancellationToken).ToTable());
            }

            return Task.FromResult(0);
        });
        return verb;
    }
}
