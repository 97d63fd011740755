using Vennlink.Archives;
using Vennlink.Build;
using Vennlink.Server.Wire;
using Vennlink.Snapshots;

namespace Vennlink.Server.Imports;

/// <summary>How far an import is.</summary>
internal enum ImportState
{
    /// <summary>Files may come and go.</summary>
    Open,

    /// <summary>It becomes the index.</summary>
    Building,

    /// <summary>It is the index.</summary>
    Done,

    /// <summary>It could not be built; it may be mended and built again.</summary>
    Failed,

    /// <summary>Its build was stopped; built again, it goes on.</summary>
    Cancelled,
}

/// <summary>One import: files, what was said of them, and how far it is. Thread-safe.</summary>
/// <param name="id">Its id, which also names its folder.</param>
/// <param name="folder">Where its files lie.</param>
/// <param name="bounds">What all builds share.</param>
internal sealed class Import(string id, UploadFolder folder, BuildOptions bounds) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly OrderedDictionary<string, ImportSource> _sources = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _closed = new();
    private ImportOptions _options = new();
    private ImportState _state;
    private bool _isChecking;
    private BuildProgress _progress;
    private string? _error;
    private string? _snapshotId;
    private CancellationTokenSource? _build;

    public string Id => id;

    /// <summary>Where its files lie.</summary>
    public UploadFolder Folder => folder;

    /// <summary>Whether it builds.</summary>
    public bool IsBuilding => View().State == ImportState.Building;

    /// <summary>How it is now.</summary>
    public ImportView View()
    {
        lock (_lock)
        {
            return new ImportView(
                id, _state, _isChecking, [.. _sources.Values], _options, _progress, _error, _snapshotId);
        }
    }

    /// <summary>Takes what was given; of the same name it takes the place.</summary>
    /// <exception cref="ApiException">It builds (409), or has as many files as it may (413).</exception>
    public void Add(ImportSource source, int maxCount)
    {
        ImportSource? replaced;
        lock (_lock)
        {
            RefuseWhileBuilding();
            RefuseMore(source.Name, maxCount);
            _sources.TryGetValue(source.Name, out replaced);
            _sources[source.Name] = source;
            _state = ImportState.Open;
            _error = null;
        }

        if (replaced is { IsUploaded: true })
        {
            UploadFolder.Delete(replaced.Path);
        }

        CheckSoon();
    }

    /// <summary>Refuses one more file.</summary>
    /// <exception cref="ApiException">It builds (409), or has as many files as it may (413).</exception>
    public void RefuseMore(string name, int maxCount)
    {
        lock (_lock)
        {
            RefuseWhileBuilding();
            if (_sources.Count >= maxCount && !_sources.ContainsKey(name))
            {
                throw new ApiException(
                    StatusCodes.Status413PayloadTooLarge, $"An import has up to {maxCount} files.");
            }
        }
    }

    /// <summary>Gives a file back.</summary>
    /// <exception cref="ApiException">It builds (409), or has none of this name (404).</exception>
    public void Remove(string name)
    {
        ImportSource? removed;
        lock (_lock)
        {
            RefuseWhileBuilding();
            if (!_sources.Remove(name, out removed))
            {
                throw ApiException.NotFound("The import has no file of this name.");
            }
        }

        if (removed.IsUploaded)
        {
            UploadFolder.Delete(removed.Path);
        }
    }

    /// <summary>Says what the files do not say themselves.</summary>
    /// <exception cref="ApiException">It builds (409), or names a file that there is not (400).</exception>
    public void Say(ImportOptions options)
    {
        lock (_lock)
        {
            RefuseWhileBuilding();
            if (options.Targets.Keys.Union(options.Columns.Keys)
                .FirstOrDefault(name => !_sources.Values.Any(source => source.Holds(name))) is { } unknown)
            {
                throw ApiException.BadRequest($"The import has no file named '{unknown}'.");
            }

            foreach (ImportSource source in _sources.Values.Where(source => IsOther(source, options)))
            {
                source.Files = null;
            }

            (_options, _state, _error) = (options, ImportState.Open, null);
        }

        CheckSoon();
    }

    /// <summary>Begins to build.</summary>
    /// <returns>What the build is to look at; <see cref="End"/> ends it.</returns>
    /// <exception cref="ApiException">It builds already, or there is nothing that can be built (409).</exception>
    public CancellationToken Begin()
    {
        lock (_lock)
        {
            RefuseWhileBuilding();
            if (_sources.Count == 0)
            {
                throw ApiException.Conflict("The import has no file.");
            }

            if (_isChecking)
            {
                throw ApiException.Conflict("The files are being checked; try again in a moment.");
            }

            (_state, _error, _progress, _snapshotId) = (ImportState.Building, null, default, null);
            _build = CancellationTokenSource.CreateLinkedTokenSource(_closed.Token);
            return _build.Token;
        }
    }

    /// <summary>What to build.</summary>
    public BuildOptions Options(string indexFolder)
    {
        ImportView view = View();
        bool isThere = IndexFolder.CurrentId(indexFolder) is not null;
        return bounds with
        {
            IndexFolder = indexFolder,
            Inputs = [.. view.Sources.Select(source => source.Path)],
            Lists = new ImportOptions { IncludeLost = view.Options.IncludeLost }.ListsOf(""),
            ListsByPath = FileCheck.ListsByPath(view.Sources, view.Options),
            SkipUnreadable = view.Options.SkipUnreadable,
            Add = isThere && view.Options.Add,
            Replace = isThere && !view.Options.Add,
        };
    }

    /// <summary>Notes how far the build is.</summary>
    public void Note(BuildProgress progress)
    {
        lock (_lock)
        {
            if (progress.Disk is null)
            {
                _progress = progress;
            }
        }
    }

    /// <summary>Notes how the build ended.</summary>
    public void End(ImportState state, string? error, string? snapshotId)
    {
        lock (_lock)
        {
            (_state, _error, _snapshotId) = (state, error, snapshotId);
            _build?.Dispose();
            _build = null;
        }
    }

    /// <summary>Stops the build; nothing where there is none.</summary>
    public void Cancel()
    {
        lock (_lock)
        {
            _build?.Cancel();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _closed.Cancel();

    private bool IsOther(ImportSource source, ImportOptions options)
    {
        IEnumerable<string> names = [source.Name, .. (source.Files ?? []).Select(file => file.Name)];
        return names.Any(name => options.ListsOf(name) != _options.ListsOf(name));
    }

    private void RefuseWhileBuilding()
    {
        if (_state == ImportState.Building)
        {
            throw ApiException.Conflict("The import is being built; cancel that first.");
        }
    }

    // One file at a time, in the background, until none is left that was not checked.
    private void CheckSoon()
    {
        lock (_lock)
        {
            if (_isChecking)
            {
                return;
            }

            _isChecking = true;
        }

        Task.Factory.StartNew(
            CheckAll, _closed.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private void CheckAll()
    {
        while (NextToCheck() is var (source, options))
        {
            (IReadOnlyList<FileCheck> Files, long NeededBytes) found;
            try
            {
                found = FileCheck.Run(source, options, bounds, _closed.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException
                or InvalidDataException)
            {
                InputException told = new(source.Path, null, problem.Message);
                found = ([new FileCheck(source.Name, source.Path) { Problem = told }], 0);
            }

            lock (_lock)
            {
                // Something else may have been said meanwhile: then it is checked again.
                if (ReferenceEquals(options, _options))
                {
                    (source.Files, source.NeededBytes) = found;
                }
            }
        }
    }

    private (ImportSource Source, ImportOptions Options)? NextToCheck()
    {
        lock (_lock)
        {
            ImportSource? next = _closed.IsCancellationRequested ? null
                : _sources.Values.FirstOrDefault(source => source.Files is null);
            _isChecking = next is not null;
            return next is null ? null : (next, _options);
        }
    }
}

/// <summary>An import at one moment.</summary>
internal sealed record ImportView(
    string Id, ImportState State, bool IsChecking, IReadOnlyList<ImportSource> Sources, ImportOptions Options,
    BuildProgress Progress, string? Error, string? SnapshotId);
