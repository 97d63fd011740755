using System.Text;
using Vennlink.Ranking.Spam;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;

namespace Vennlink.Snapshots.Sources;

/// <summary>
/// Reads and writes <c>spam.model</c>: the model and the lists that the spam scores of the snapshot were made with, so
/// that they can be explained. Layout in docs/formats/spam-model.md.
/// </summary>
internal static class SpamModelFile
{
    private const int ModelSection = 0;
    private const int BlockSection = 1;
    private const int AllowSection = 2;

    /// <summary>Writes the file.</summary>
    public static void Write(string folder, SpamScorer scorer)
    {
        using SealedFileWriter file = new(Path.Combine(folder, SnapshotFormat.SpamModelFile),
            SnapshotFormat.SpamModelMagic, SnapshotFormat.SpamModelVersion);
        file.StartSection();
        file.Write(scorer.Model.Text.Span);
        file.StartSection();
        file.Write(Encoding.ASCII.GetBytes(scorer.Lists.BlockText));
        file.StartSection();
        file.Write(Encoding.ASCII.GetBytes(scorer.Lists.AllowText));
        file.Complete();
    }

    /// <summary>Opens the file.</summary>
    public static SealedFile Open(string folder) =>
        SealedFile.Open(Path.Combine(folder, SnapshotFormat.SpamModelFile), SnapshotFormat.SpamModelMagic,
            SnapshotFormat.SpamModelVersion);

    /// <summary>Reads model and lists.</summary>
    /// <exception cref="IndexFormatException">They are none.</exception>
    public static SpamScorer Read(SealedFile file)
    {
        try
        {
            return new SpamScorer(SpamModel.Parse(Text(file, ModelSection)),
                SpamLists.ParseCanonical(Text(file, BlockSection), Text(file, AllowSection)));
        }
        catch (FormatException problem)
        {
            throw new IndexFormatException(file.FileName, file.Section(ModelSection).Start, problem.Message);
        }
    }

    private static byte[] Text(SealedFile file, int section)
    {
        FileSection text = file.Section(section);
        return text.Read(0, (int)text.Length).ToArray();
    }
}
