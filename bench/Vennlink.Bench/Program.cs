using BenchmarkDotNet.Running;
using Vennlink.Bench;

// Vennlink.Bench wrap FOLDER OUT.warc.gz [COPIES]   see bench/html-corpus.sh
// Vennlink.Bench links FILE.warc.gz [PASS]          see bench/build-html.sh
// Vennlink.Bench graph-read GRAPH                   a folder or file of a web graph
// Vennlink.Bench gunzip FILE...                     see bench/graph.sh
// Vennlink.Bench codecs [GRAPH.graph | SNAPSHOT]... | --every N SNAPSHOT   see bench/results
// Vennlink.Bench intersect [--index INDEX [--choice FILE] [--only heaviest|lengths|targets]] [--plots FOLDER]
//                                                   see bench/results
// Vennlink.Bench authority DATA                     a folder with graphs/walk and ranks; see bench/results
// Vennlink.Bench queries INDEX COUNT SEED           see bench/http.sh
// Vennlink.Bench questions INDEX [SECONDS]          see bench/questions.sh
// Vennlink.Bench fixed-server URL ANSWER KEYS       see bench/http.sh
// Vennlink.Bench ranks GRAPH TEMPORARY [THREADS]    see bench/results
// Vennlink.Bench [BenchmarkDotNet options]
if (args is ["wrap", string folder, string output, .. string[] rest])
{
    HtmlCorpus.Wrap(folder, output,
        rest is [string copies] ? int.Parse(copies, System.Globalization.CultureInfo.InvariantCulture) : 1);
    return 0;
}

if (args is ["links", string warc, .. string[] only])
{
    LinkPasses.Run(warc, only is [string pass] ? pass : "");
    return 0;
}

if (args is ["graph-read", string graph])
{
    GraphReading.Run(graph);
    return 0;
}

if (args is ["gunzip", .. string[] files])
{
    GraphReading.Gunzip(files);
    return 0;
}

if (args is ["ranks", string ranked, string temporary, .. string[] rankThreads])
{
    RankTable.Run(ranked, temporary, rankThreads is [string threads] ? threads : null);
    return 0;
}

if (args is ["intersect", .. string[] intersectOptions])
{
    string? Option(string name) => Array.IndexOf(intersectOptions, name) is int place and >= 0
        && place + 1 < intersectOptions.Length ? intersectOptions[place + 1] : null;
    if (Option("--index") is { } asked)
    {
        IntersectTable.RunIndex(asked, Option("--plots"), Option("--choice"), Option("--only"));
    }
    else
    {
        IntersectTable.RunMadeUp(Option("--plots"));
    }

    return 0;
}

if (args is ["authority", string data])
{
    AuthorityTable.Run(data);
    return 0;
}

if (args is ["codecs", "--every", string every, string sampled])
{
    CodecTable.RunSnapshot(sampled, int.Parse(every, System.Globalization.CultureInfo.InvariantCulture));
    return 0;
}

if (args is ["codecs", .. string[] inputs])
{
    if (inputs.Length == 0)
    {
        CodecTable.RunWebLists();
    }

    foreach (string input in inputs)
    {
        Action<string> run = input.EndsWith(".graph", StringComparison.Ordinal) ? CodecTable.RunGraph : folder =>
            CodecTable.RunSnapshot(folder);
        run(input);
    }

    return 0;
}

if (args is ["queries", string queried, string queryCount, string seed])
{
    QueryMix.Write(
        queried, int.Parse(queryCount, System.Globalization.CultureInfo.InvariantCulture),
        int.Parse(seed, System.Globalization.CultureInfo.InvariantCulture), Console.Out);
    return 0;
}

if (args is ["questions", string questioned, .. string[] seconds])
{
    QuestionTable.Run(
        questioned,
        seconds is [string perCell] ? double.Parse(perCell, System.Globalization.CultureInfo.InvariantCulture) : 0.5,
        Console.Out);
    return 0;
}

if (args is ["fixed-server", string urls, string answer, string keys])
{
    FixedServer.Run(urls, answer, keys);
    return 0;
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
