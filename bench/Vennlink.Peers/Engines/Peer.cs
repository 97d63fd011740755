using Vennlink.Peers.Data;
using Vennlink.Peers.Measurement;
using Vennlink.Peers.Questions;

namespace Vennlink.Peers.Engines;

/// <summary>
/// One engine under measurement. Built and asked in processes of their own, so that memory can be told apart.
/// </summary>
internal abstract class Peer : IDisposable
{
    /// <summary>How it is called on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>Why it cannot run here, or null.</summary>
    public virtual string? Missing() => null;

    /// <summary>
    /// Loads the data into a folder (or shows what it takes, for engines that live in memory); null when it asks what
    /// another one loaded.
    /// </summary>
    public abstract BuildFigures? Build(PeerData data, string folder);

    /// <summary>Gets ready to be asked; may load what the questions need.</summary>
    public abstract void Open(PeerData data, IReadOnlyList<Question> questions, string folder);

    /// <summary>
    /// Ways of asking; the fastest for a cell and operation is taken, the others are only checked. Empty when it cannot
    /// be asked this.
    /// </summary>
    public virtual IReadOnlyList<string> Forms(Question question, Operation operation) => [""];

    /// <summary>
    /// Asks once. Measures itself, so that what a process outside needs to be told and to reply is not counted.
    /// </summary>
    public abstract Answer Ask(Question question, Operation operation, string form);

    /// <summary>Largest resident memory of the process that does the work.</summary>
    public virtual long PeakBytes() => ProcessFigures.PeakBytes("self");

    /// <summary>What a reader must know about its figures.</summary>
    public virtual string Remarks() => "";

    public abstract void Dispose();
}
