using System.CommandLine;
using System.Globalization;
using System.Text;
using Vennlink.Ranking.Spam;
using Vennlink.Storage.Bytes;
using Vennlink.Urls;

namespace Vennlink.SpamTraining;

/// <summary>The command: labels in, a model and a page about it out.</summary>
internal static class TrainCommand
{
    /// <summary>Creates it.</summary>
    public static RootCommand Create()
    {
        Option<string[]> spam = new("--spam")
        {
            HelpName = "FILE",
            Description = "A list of spam sites, one a line",
            Arity = ArgumentArity.ZeroOrMore
        };
        Option<string[]> clean =
            new("--clean")
            {
                HelpName = "FILE",
                Description = "A list of other sites; also Moz's and Common Crawl's lists of top sites in JSON",
                Arity = ArgumentArity.ZeroOrMore
            };
        Option<string[]> labels = new("--labels")
        {
            HelpName = "FILE",
            Description =
            "A table domain,label with the labels 1 or spam, 0 or clean",
            Arity = ArgumentArity.ZeroOrMore
        };
        Option<string?> index =
            new("--index")
            {
                HelpName = "DIR",
                Description =
                "An index: what its pages and links say of the sites may have weights too; sites that it does not "
                    + "know are left out"
            };
        Option<string?> check = new("--check")
        {
            HelpName = "FILE",
            Description =
            "A table domain,value that nothing is learned from; the page says how far scores go with the value"
        };
        Option<string?> words = new("--words")
        {
            HelpName = "FILE",
            Description = "Words that may have a weight, one a line [default: chosen from the labels]"
        };
        Option<string?> origin = new("--origin")
        {
            HelpName = "FILE",
            Description = "Text that goes into the model as comment: where the labels come from"
        };
        Option<string> output = new("--out") { HelpName = "FILE", Description = "Model to write", Required = true };
        Option<string?> page =
            new("--report") { HelpName = "FILE.md", Description = "Page to write, with a plot FILE.svg beside it" };
        RootCommand command = new("Trains the spam score of Vennlink and measures it; see docs/spam-score.md")
        {
            spam, clean, labels, index, check, words, origin, output, page,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            try
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

                LabelledSites sites = LabelledSites.Of(files, known, cancellationToken);
                parsed.InvocationConfiguration.Output.WriteLine(sites.Summary);
                if (sites.Problem is { } problem)
                {
                    parsed.InvocationConfiguration.Error.WriteLine(problem);
                    return Task.FromResult(1);
                }

                TrainingOptions options = new()
                {
                    Words = parsed.GetValue(words) is { } wordFile
                        ? [.. LabelFiles.Rows(wordFile).Select(row => row[0])] : null,
                    Evidence = known is null ? [] : SpamEvidence.Features,
                };
                Evaluation evaluation = new(sites.Sites, options);
                parsed.InvocationConfiguration.Output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"AUC on sites not learned from (1: all spam above all else, 0.5: chance): {evaluation.Own("").All:F3}{(known is null ? "" : string.Create(CultureInfo.InvariantCulture, $"; by names alone {evaluation.Other("", options with { Evidence = [] }).All:F3}"))}"));

                string head = parsed.GetValue(origin) is { } originFile
                    ? string.Concat(
                        File.ReadLines(originFile).Select(line => line.Length == 0 ? "#\n" : $"# {line}\n")) : "";
                string model = SpamFit.Logistic(sites.Sites, options, evaluation.Slope, evaluation.Shift, head);
                SpamModel read = SpamModel.Parse(Encoding.UTF8.GetBytes(model));
                File.WriteAllText(parsed.GetRequiredValue(output), model);
                parsed.InvocationConfiguration.Output.WriteLine($"{parsed.GetRequiredValue(output)}: the model; of pages and links it weighs {(read.EvidenceFeatures.Count == 0 ? "nothing" : string.Join(", ", read.EvidenceFeatures.Select(SpamFeatureNames.Of)))}");
                if (parsed.GetValue(page) is { } pageFile)
                {
                    string plot = Path.ChangeExtension(pageFile, ".svg");
                    LabelledChecks? checks = parsed.GetValue(check) is { } checkFile
                        ? LabelledChecks.Read(checkFile, files, known, cancellationToken) : null;
                    File.WriteAllText(plot, CalibrationPlot.Svg(evaluation.Bins));
                    File.WriteAllText(pageFile, new ReportPage(sites, evaluation, read, checks, Path.GetFileName(plot))
                        .Text());
                    parsed.InvocationConfiguration.Output.WriteLine($"{pageFile}: its figures, with {plot}");
                }

                return Task.FromResult(0);
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException
                or IndexFormatException or InvalidDataException)
            {
                parsed.InvocationConfiguration.Error.WriteLine(problem.Message);
                return Task.FromResult(1);
            }
        });
        return command;
    }
}
