namespace Vennlink.Storage.Sorting;

/// <summary>
/// A sort outside of a build: its runs lie in a folder for temporary files that nobody else can read, and that is gone
/// with this. Not thread-safe.
/// </summary>
internal sealed class TemporarySort : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("vennlink-sort-");
    private readonly ExternalSorter _sorter;

    /// <param name="memoryBytes">As of <see cref="ExternalSorter"/>.</param>
    public TemporarySort(long memoryBytes) => _sorter = new ExternalSorter(_folder.FullName, memoryBytes);

    /// <summary>Adds one record; the bytes are copied.</summary>
    public void Add(ReadOnlySpan<byte> record) => _sorter.Add(record);

    /// <summary>Ends adding. Dispose of the records before this.</summary>
    public SortedRecords Sort(CancellationToken cancellationToken) => _sorter.Sort(cancellationToken);

    public void Dispose()
    {
        _sorter.Dispose();
        _folder.Delete(recursive: true);
    }
}
