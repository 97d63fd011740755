using System.Buffers;
using System.Text;
using System.Text.Json;
using Vennlink.Cli.Outcomes;
using Vennlink.Cli.Output;
using Vennlink.Query;
using Vennlink.Query.Output;
using Vennlink.Query.Questions;
using Vennlink.Snapshots;

namespace Vennlink.Cli.Indexes;

/// <summary>The current snapshot of an index folder, opened for one verb.</summary>
internal sealed class OpenedIndex : IDisposable
{
    private readonly TargetParser _targets;
    private readonly QuestionResolver _questions;

    private OpenedIndex(string folder, string snapshotFolder)
    {
        Folder = folder;
        SnapshotFolder = snapshotFolder;
        Snapshot = Snapshot.Open(snapshotFolder);
        _targets = new TargetParser(Snapshot);
        _questions = new QuestionResolver(Snapshot);
    }

    /// <summary>The index folder as given.</summary>
    public string Folder { get; }

    /// <summary>Folder of the snapshot.</summary>
    public string SnapshotFolder { get; }

    /// <summary>The snapshot.</summary>
    public Snapshot Snapshot { get; }

    /// <summary>What an output is of.</summary>
    /// <param name="question">What was asked, as JSON.</param>
    public Citation Cite(string question) => new(question, Path.GetFileName(SnapshotFolder), ProgramVersion.Number);

    /// <summary>As <see cref="Cite(string)"/>, of what is no question over links: the verb, and what it was told.
    /// </summary>
    public Citation Cite(params (string Name, string? Value)[] told)
    {
        ArrayBufferWriter<byte> buffer = new();
        using Utf8JsonWriter json = new(buffer, JsonOutput.Options);
        json.WriteStartObject();
        foreach ((string name, string? value) in told)
        {
            if (value?.StartsWith('{') == true)
            {
                // A question, as JSON already; nothing else that is told begins so.
                json.WritePropertyName(name);
                json.WriteRawValue(value);
            }
            else if (value is not null)
            {
                json.WriteString(name, value);
            }
        }

        json.WriteEndObject();
        json.Flush();
        return Cite(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    /// <summary>Opens the index.</summary>
    /// <exception cref="FailedException">There is none.</exception>
    public static OpenedIndex Open(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new FailedException(
                $"{folder}: no such folder; build an index with 'vennlink build --out {folder} INPUT…'");
        }

        string snapshotFolder = IndexFolder.CurrentSnapshot(folder)
            ?? throw new FailedException(
                $"{folder}: has no finished index; build one with 'vennlink build --out {folder} INPUT…'");
        return new OpenedIndex(folder, snapshotFolder);
    }

    /// <summary>Opens the index of a folder, or the one snapshot that the folder is.</summary>
    /// <exception cref="FailedException">There is none.</exception>
    public static OpenedIndex OpenAny(string folder) =>
        IndexFolder.IsSnapshot(folder) ? new OpenedIndex(folder, folder) : Open(folder);

    /// <summary>Resolves a question.</summary>
    /// <exception cref="UsageException">It makes no sense; the message has all that is wrong.</exception>
    public IntersectQuery Resolve(Question question)
    {
        QuestionProblems problems = new();
        return _questions.Resolve(question, problems)
            ?? throw new UsageException(string.Join("; ", problems.Named.Select(problem => $"--{problem}")));
    }

    /// <summary>Resolves a target as typed.</summary>
    /// <exception cref="UsageException">It is none; the message says why.</exception>
    public Target Resolve(TargetText text)
    {
        TargetProblem problem = _targets.TryParse(text.Url, text.Scope, out Target? target);
        return target is null ? throw new UsageException(text.Describe(problem)) : target with { Text = text.Typed };
    }

    /// <inheritdoc/>
    public void Dispose() => Snapshot.Dispose();
}
