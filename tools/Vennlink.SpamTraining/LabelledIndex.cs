using Vennlink.Ranking.Spam;
using Vennlink.Research;
using Vennlink.Snapshots;
using Vennlink.Storage.Bytes;
using Vennlink.Urls;

namespace Vennlink.SpamTraining;

/// <summary>An index that says something of labelled sites.</summary>
internal sealed class LabelledIndex : IDisposable
{
    private const long MemoryBytes = 1L << 30;

    private readonly Snapshot _snapshot;

    /// <param name="folder">Folder of an index.</param>
    /// <exception cref="IndexFormatException">It is none.</exception>
    public LabelledIndex(string folder)
    {
        string id = IndexFolder.CurrentId(folder)
            ?? throw new FileNotFoundException($"{folder} holds no index.", folder);
        _snapshot = Snapshot.Open(IndexFolder.SnapshotFolder(folder, id));
    }

    /// <summary>Says where root domains end in this index.</summary>
    public PublicSuffixList PublicSuffixes => _snapshot.PublicSuffixes;

    /// <summary>
    /// Those of the sites that it knows, with what it says of them. Which of the others it does not know says nothing
    /// of spam, so they teach nothing.
    /// </summary>
    public LabelledSite[] Join(IEnumerable<LabelledSite> sites, CancellationToken cancellationToken)
    {
        Dictionary<string, LabelledSite> byName = sites.ToDictionary(site => site.Name, StringComparer.Ordinal);
        List<LabelledSite> known = [];
        string temporaryFolder = Directory.CreateTempSubdirectory("vennlink-evidence-").FullName;
        try
        {
            SnapshotEvidence.ForEach(
                _snapshot, SpamEvidence.Features, temporaryFolder, MemoryBytes, Environment.ProcessorCount,
                (key, evidence) =>
                {
                    if (byName.TryGetValue(UrlKey.ToText(key), out LabelledSite? site))
                    {
                        site.Evidence = evidence;
                        known.Add(site);
                    }
                },
                cancellationToken);
        }
        finally
        {
            Directory.Delete(temporaryFolder, recursive: true);
        }

        return [.. known.OrderBy(site => site.Name, StringComparer.Ordinal)];
    }

    public void Dispose() => _snapshot.Dispose();
}
