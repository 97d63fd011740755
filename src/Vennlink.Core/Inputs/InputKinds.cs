using Vennlink.Archives;
using Vennlink.Archives.Lists;

namespace Vennlink.Inputs;

/// <summary>
/// The kinds of inputs there are. A new kind is a class derived from <see cref="IndexInput"/> and a line here.
/// </summary>
internal static class InputKinds
{
    // The first that knows a path has it. A graph is known by the names of its files, an archive by its first bytes,
    // and a list by nothing but its header.
    private static readonly InputKind[] Kinds =
        [GraphInput.TryRecognise, ArchiveInput.TryRecognise, UnreadableFile.Refuse, ListInput.TryRecognise];

    /// <summary>Tells what a file is, or the graph that a file is a part of or a folder holds.</summary>
    /// <param name="path">Full path of a file or folder.</param>
    /// <param name="lists">What the user says of lists.</param>
    /// <returns>The input; null for a folder that is none by itself.</returns>
    /// <exception cref="InputException">A file that is of no kind; the message says what it lacks.</exception>
    public static IndexInput? TryRecognise(string path, LinkListOptions lists)
    {
        IndexInput? found =
            Kinds.Select(kind => kind(path, lists)).FirstOrDefault(input => input is not null);
        foreach (string file in found?.Files ?? [])
        {
            InputBytes.RefuseUnreadable(file);
        }

        return found;
    }

    private delegate IndexInput? InputKind(string path, LinkListOptions lists);
}
