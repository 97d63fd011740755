using System.CommandLine;
using System.Globalization;
using System.Text;
using Vennlink.Ranking;
using Vennlink.Urls;

namespace Vennlink.SpamTraining;

/// <summary>The command: labels in, a model and a page about it out.</summary>
internal static class TrainCommand
{
    /// <summary>Creates it.</summary>
    public static RootCommand Create()
    {
        Option<string[]> spam = new("--spam") { HelpName = "FILE", Description = "A list of spam sites, one a line", Arity = ArgumentArity.ZeroOrMore };
        Option<string[]> clean = new("--clean") { HelpName = "FILE", Description = "A list of other sites; also Moz's and Common Crawl's lists of top sites in JSON", Arity = ArgumentArity.ZeroOrMore };
        Option<string[]> labels = new("--labels") { HelpName = "FILE", Description = "A table domain,label with the labels 1 or spam, 0 or clean", Arity = ArgumentArity.ZeroOrMore };
        Option<string?> index = new("--index") { HelpName = "DIR", Description = "An index: what its pages and links say of the sites may have weights too; sites that it does not know are left out" };
        Option<string?> check = new("--check") { HelpName = "FILE", Description = "A table domain,value that nothing is learned from; the page says how far scores go with the value" };
        Option<string?> words = new("--words") { HelpName = "FILE", Description = "Words that may have a weight, one a line [default: chosen from the labels]" };
        Option<string?> origin = new("--origin") { HelpName = "FILE", Description = "Text that goes into the model as comment: where the labels come from" };
        Option<string> output = new("--out") { HelpName = "FILE", Description = "Model to write", Required = true };
        Option<string?> page = new("--report") { HelpName = "FILE.md", Description = "Page to write, with a plot FILE.svg beside it" };
        RootCommand command = new("Trains the spam score of Vennlink and measures it; see docs/spam-score.md")
        {
            spam, clean, labels, index, check, words, origin, output, page,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            using LabelledIndex? known = parsed.GetValue(index) is { } folder ? new LabelledIndex(folder) : null;
            LabelFiles files = new(known?.PublicSuffixes ?? PublicSuffixList.Embedded);
            foreach (string file in parsed.GetValue(spam) ?? [])
            {
                files.Add(file, isSpam: true);
            }

            foreach (string file in parsed.GetValue(clean) ?? [])
            {
                files.Add(file, isSpam: false);
            }

            foreach (string file in parsed.GetValue(labels) ?? [])
            {
                files.AddTable(file);
            }

            // What the scorer would answer with −1 can teach it nothing.
            LabelledSite[] sites = [.. (known?.Join(files.Sites, cancellationToken) ?? files.Sites).Where(site => site.Padded.Length > 0 || site.Evidence != default)];
            if (sites.All(site => site.IsSpam) || !sites.Any(site => site.IsSpam))
            {
                Console.Error.WriteLine("Sites of both labels are needed.");
                return Task.FromResult(1);
            }

            int families = Families.Assign(sites);
            TrainingOptions options = new()
            {
                Words = parsed.GetValue(words) is { } wordFile ? [.. LabelFiles.Rows(wordFile).Select(row => row[0])] : null,
                Evidence = known is null ? [] : SpamEvidence.Features,
            };
            Evaluation evaluation = new(sites, options);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{sites.Length} sites, {sites.Count(site => site.IsSpam)} of them spam; AUC on sites not learned from {evaluation.Own("").All:F3}"));
            if (known is not null)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{files.Sites.Length - sites.Length} sites left out, which the index does not know; AUC of names alone {evaluation.Other("", options with { Evidence = [] }).All:F3}"));
            }

            string head = parsed.GetValue(origin) is { } originFile ? string.Concat(File.ReadLines(originFile).Select(line => line.Length == 0 ? "#\n" : $"# {line}\n")) : "";
            string model = SpamFit.Logistic(sites, options, evaluation.Slope, evaluation.Shift, head);
            SpamModel read = SpamModel.Parse(Encoding.UTF8.GetBytes(model));
            File.WriteAllText(parsed.GetRequiredValue(output), model);
            if (parsed.GetValue(page) is { } pageFile)
            {
                string plot = Path.ChangeExtension(pageFile, ".svg");
                (LabelledSite Site, string Value)[] checks = parsed.GetValue(check) is { } checkFile
                    ? [.. LabelFiles.Rows(checkFile).Select(row => (Site: files.Read(row[0], false, checkFile), Value: row[1])).Where(row => row.Site is not null).Select(row => (row.Site!, row.Value))]
                    : [];
                File.WriteAllText(plot, CalibrationPlot.Svg(evaluation.Bins));
                File.WriteAllText(pageFile, new ReportPage(files, sites, families, evaluation, read, checks, Path.GetFileName(plot)).Text());
            }

            return Task.FromResult(0);
        });
        return command;
    }
}
