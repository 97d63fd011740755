using Vennlink.Peers.Data;
using Vennlink.Peers.Measurement;
using Vennlink.Peers.Questions;

namespace Vennlink.Peers.Engines;

/// <summary>Lucene 8 on the JVM: java/LucenePeer.java.</summary>
internal sealed class LucenePeer : ChildPeer
{
    private static readonly string Jar = Environment.GetEnvironmentVariable("LUCENE_JAR")
        ?? "/usr/share/java/lucene-core.jar";

    public override string Name => "lucene";

    public override string? Missing() =>
        !File.Exists(Jar) ? $"{Jar} is not there (liblucene8-java)"
        : !File.Exists(Tools.PathOf("LucenePeer.class"))
        ? "LucenePeer.java is not compiled (bench/peers.sh compiles it)"
        : null;

    public override BuildFigures Build(PeerData data, string folder)
    {
        (string output, double seconds, long peak) = RunBuild(data, folder);
        DirectoryInfo index = new(folder);
        long postings = index.EnumerateFiles().Where(file => file.Extension is ".doc" or ".tim" or ".tip" or ".tmd")
            .Sum(file => file.Length);
        return new BuildFigures(
            Name, seconds, ProcessFigures.FolderBytes(folder), peak, FormattableString.Invariant($"Lucene {output.Trim()}; terms and postings alone {postings:N0} bytes, the rest are rank and spam score as doc values and points"));
    }

    public override IReadOnlyList<string> Forms(Question question, Operation operation) => operation switch
    {
        Operation.FirstByCount or Operation.TenthByCount => ["WAND", "exhaustive"],
        Operation.FirstBySpam => ["points", "exhaustive"],
        _ => [""],
    };

    // The heap is as large as each verb was seen to need, with room; the collector is the one the JVM picks.
    protected override string[] Command(string verb, PeerData data, string folder) =>
        ["java", verb == "build" ? "-Xmx4g" : "-Xmx1g", "-Xms512m", "-cp", $"{Jar}:{Tools.PathOf("")}", "LucenePeer",
            verb, data.Folder, folder];
}
