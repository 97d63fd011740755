using System.IO.Compression;
using System.Text;
using Vennlink.Graph.Arcs;
using Vennlink.Urls;

namespace Vennlink.Bench;

/// <summary>
/// The union of host graphs in GDF text (web-archive-group/WALK), folded to root domains: one arc a pair, none inside a
/// root domain.
/// </summary>
internal sealed class WalkGraph
{
    private const int EdgeFields = 4;

    private readonly UrlParser _parser = new();
    private readonly UrlRecord _url = new();
    private readonly Dictionary<string, string?> _rootOfHost = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _roots = new(StringComparer.Ordinal);
    private readonly HashSet<(string Source, string Target)> _pairs = [];

    private WalkGraph()
    {
    }

    /// <summary>Hosts of all graphs.</summary>
    public int HostCount { get; private set; }

    /// <summary>Lines that are no edge, or name no host.</summary>
    public int SkippedCount { get; private set; }

    /// <summary>Root domains; a node is a place here.</summary>
    public string[] Names { get; private set; } = [];

    /// <summary>Arcs by (source, target).</summary>
    public (uint Source, uint Target)[] Arcs { get; private set; } = [];

    /// <summary>Reads all files <c>*.gdf.gz</c> of a folder.</summary>
    public static WalkGraph Read(string folder)
    {
        WalkGraph graph = new();
        foreach (string file in Directory.EnumerateFiles(folder, "*.gdf.gz").Order(StringComparer.Ordinal))
        {
            using StreamReader lines =
                new(new GZipStream(File.OpenRead(file), CompressionMode.Decompress), Encoding.UTF8);
            graph.Add(lines);
        }

        graph.Number();
        return graph;
    }

    /// <summary>The root domain of a host; null for what is no host.</summary>
    public string? RootOf(string host)
    {
        if (!_rootOfHost.TryGetValue(host, out string? root))
        {
            if (_parser.TryParse(Encoding.UTF8.GetBytes($"http://{host}/"), null, _url) && _url.Host.Length > 0)
            {
                byte[] key = new byte[_url.MaxKeyBytes];
                root = UrlKey.ToText(
                    PublicSuffixList.Embedded.RootDomainKey(UrlKey.HostKey(key.AsSpan(0, _url.WriteKey(key)))));
            }

            _rootOfHost.Add(host, root);
        }

        return root;
    }

    /// <summary>Spills the arcs.</summary>
    public ArcSpill Spill(string temporaryFolder)
    {
        ArcSpill spill = new(temporaryFolder, ArcSpill.EqualRanges((uint)Names.Length));
        ArcSpill.Writer writer = spill.OpenWriter();
        for (int start = 0; start < Arcs.Length;)
        {
            int end = start;
            while (end < Arcs.Length && Arcs[end].Source == Arcs[start].Source)
            {
                end++;
            }

            writer.Add(Arcs[start].Source, [.. Arcs[start..end].Select(arc => arc.Target)]);
            start = end;
        }

        writer.Complete();
        return spill;
    }

    // Two tables a file: hosts, then edges "source,target,weight,date". A name with a comma in it is not quoted and
    // makes a line of more fields.
    private void Add(StreamReader lines)
    {
        bool areEdges = false;
        while (lines.ReadLine() is { } line)
        {
            if (line.StartsWith("nodedef>", StringComparison.Ordinal)
                || line.StartsWith("edgedef>", StringComparison.Ordinal))
            {
                areEdges = line[0] == 'e';
                continue;
            }

            if (!areEdges)
            {
                continue;
            }

            string[] fields = line.Split(',');
            if (fields.Length != EdgeFields || RootOf(fields[0]) is not { } source
                || RootOf(fields[1]) is not { } target)
            {
                SkippedCount++;
                continue;
            }

            _roots.Add(source);
            _roots.Add(target);
            if (source != target)
            {
                _pairs.Add((source, target));
            }
        }
    }

    private void Number()
    {
        HostCount = _rootOfHost.Count;
        Names = [.. _roots];
        Dictionary<string, uint> places = Names.Select((name, place) => (name, place))
            .ToDictionary(row => row.name, row => (uint)row.place, StringComparer.Ordinal);
        Arcs = [.. _pairs.Select(pair => (places[pair.Source], places[pair.Target])).Order()];
    }
}
