using System.Security.Cryptography;
using Vennlink.Archives;
using Vennlink.Build;
using Vennlink.Server.Notebook;
using Vennlink.Server.Serving;
using Vennlink.Server.Wire;
using Vennlink.Snapshots;
using Vennlink.Storage.Bytes;

namespace Vennlink.Server.Imports;

/// <summary>The imports that there are; one builds at a time. Thread-safe.</summary>
internal sealed partial class ImportStore : IDisposable
{
    private const int MaxImports = 16;
    private const int IdBytes = 12;

    // What was uploaded and never built from is deleted after so long.
    private static readonly TimeSpan Forgotten = TimeSpan.FromDays(1);

    // How long a stopping server waits for a build to stop; a build may be killed at any point.
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);

    private readonly ServerOptions _options;
    private readonly SnapshotHolder _snapshots;
    private readonly NotebookStore _notebook;
    private readonly ILogger<ImportStore> _log;
    private readonly string _folder;
    private readonly Lock _lock = new();
    private readonly OrderedDictionary<string, Import> _imports = new(StringComparer.Ordinal);
    private Task _build = Task.CompletedTask;

    public ImportStore(
        ServerOptions options, SnapshotHolder snapshots, NotebookStore notebook, ILogger<ImportStore> log)
    {
        (_options, _snapshots, _notebook, _log) = (options, snapshots, notebook, log);
        _folder = Path.Combine(options.DataFolder, "imports");
    }

    /// <summary>All of them, oldest first.</summary>
    public IReadOnlyList<Import> All()
    {
        lock (_lock)
        {
            return [.. _imports.Values];
        }
    }

    /// <summary>The one of an id.</summary>
    /// <exception cref="ApiException">There is none (404).</exception>
    public Import Find(string id)
    {
        lock (_lock)
        {
            return _imports.TryGetValue(id, out Import? import) ? import
                : throw ApiException.NotFound("There is no import of this id.");
        }
    }

    /// <summary>Begins one.</summary>
    /// <param name="sources">What it is given at once.</param>
    /// <exception cref="ApiException">There are too many (409).</exception>
    public Import Create(IEnumerable<ImportSource> sources)
    {
        RemoveForgotten();
        string id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes));
        Import import = new(id, new UploadFolder(Path.Combine(_folder, id)), new BuildOptions
        {
            IndexFolder = "",
            Inputs = [],
            MemoryBytes = _options.BuildMemoryBytes,
            ThreadCount = Environment.ProcessorCount,
        });
        lock (_lock)
        {
            // Of those that are done the files are the index's, and the list is long enough without.
            while (_imports.Count >= MaxImports
                && _imports.Values.FirstOrDefault(old => old.View().State == ImportState.Done) is { } done)
            {
                _imports.Remove(done.Id);
            }

            if (_imports.Count >= MaxImports)
            {
                throw ApiException.Conflict($"There are {MaxImports} imports that are not built: delete one.");
            }

            _imports.Add(id, import);
        }

        foreach (ImportSource source in sources)
        {
            import.Add(source, int.MaxValue);
        }

        return import;
    }

    /// <summary>Deletes one, and its files.</summary>
    /// <exception cref="ApiException">There is none (404), or it builds (409).</exception>
    public void Delete(string id)
    {
        Import import = Find(id);
        if (import.IsBuilding)
        {
            throw ApiException.Conflict("The import is being built; cancel that first.");
        }

        lock (_lock)
        {
            _imports.Remove(id);
        }

        import.Dispose();
        import.Folder.Delete();
    }

    /// <summary>Begins to build one, in the background.</summary>
    /// <exception cref="ApiException">There is none (404), or it cannot be built now (409).</exception>
    public void Build(string id)
    {
        Import import = Find(id);
        lock (_lock)
        {
            if (!_build.IsCompleted)
            {
                throw ApiException.Conflict("Another import is being built; one is at a time.");
            }

            CancellationToken cancellationToken = import.Begin();
            _build = Task.Factory.StartNew(
                () => Build(import, cancellationToken), CancellationToken.None, TaskCreationOptions.LongRunning,
                TaskScheduler.Default);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Import import in All())
        {
            import.Dispose();
        }

        _build.Wait(StopPatience);
    }

    private void Build(Import import, CancellationToken cancellationToken)
    {
        try
        {
            BuildReport report = IndexBuild.Run(
                import.Options(_options.IndexFolder), new Told(import), cancellationToken);
            RememberFiles(import);
            _snapshots.Poll();
            string? id = IndexFolder.CurrentId(_options.IndexFolder);
            import.End(ImportState.Done, null, id);
            Built(import.Id, id ?? "", report.Inputs.Count);
        }
        catch (OperationCanceledException)
        {
            import.End(ImportState.Cancelled, null, null);
        }
        catch (UnreadableInputsException several)
        {
            Fail(import, string.Join("; ", several.Problems.Select(problem => TextOf(import, problem))));
        }
        catch (InputException problem)
        {
            Fail(import, TextOf(import, problem));
        }
#pragma warning disable CA1031 // The edge of this thread: whoever asks for the import is told, whatever went wrong.
        catch (Exception problem)
#pragma warning restore CA1031
        {
            bool isTold = problem is BuildRefusedException or IOException or UnauthorizedAccessException
                or IndexFormatException or InvalidDataException;
            if (!isTold)
            {
                Broke(problem, import.Id);
            }

            Fail(import, isTold ? problem.Message : "The build failed; the log of the server says why.");
        }
    }

    // People know the file by its name, and need not know where it lies.
    private static string TextOf(Import import, InputException problem)
    {
        ImportSource? source = import.View().Sources.FirstOrDefault(source =>
            problem.File.StartsWith(source.Path, StringComparison.Ordinal));
        return $"{source?.NameOf(problem.File) ?? Path.GetFileName(problem.File)}: {problem.Problem}";
    }

    private void Fail(Import import, string error)
    {
        Failed(import.Id, error);
        import.End(ImportState.Failed, error, null);
    }

    // So that the record behind a link can be shown.
    private void RememberFiles(Import import)
    {
        foreach (FileCheck file in import.View().Sources.SelectMany(source => source.Files ?? []))
        {
            if (file.Input is { Digest.Length: > 0 } input)
            {
                _notebook.Remember(input.Digest, file.Path);
            }
        }
    }

    private void RemoveForgotten()
    {
        if (!Directory.Exists(_folder))
        {
            return;
        }

        IReadOnlyList<string> used = _notebook.Paths();
        foreach (string folder in Directory.EnumerateDirectories(_folder))
        {
            bool isUsed = used.Any(path => path.StartsWith(
                folder + Path.DirectorySeparatorChar, StringComparison.Ordinal));
            lock (_lock)
            {
                isUsed |= _imports.ContainsKey(Path.GetFileName(folder));
            }

            if (!isUsed && _options.Clock.GetUtcNow() - Directory.GetLastWriteTimeUtc(folder) > Forgotten)
            {
                new UploadFolder(folder).Delete();
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Import {Import} is snapshot {Id}, of {Inputs} inputs")]
    private partial void Built(string import, string id, int inputs);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Import {Import} cannot be built: {Problem}")]
    private partial void Failed(string import, string problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "Import {Import} broke")]
    private partial void Broke(Exception problem, string import);

    private sealed class Told(Import import) : IProgress<BuildProgress>
    {
        public void Report(BuildProgress value) => import.Note(value);
    }
}
