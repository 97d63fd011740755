namespace Vennlink.Peers.Questions;

/// <summary>A kind of question; one row of the tables.</summary>
/// <param name="Weight">light, medium, heavy or mixed lists.</param>
/// <param name="Threshold">1, 2 or all.</param>
/// <param name="HasNegative">With a negative target.</param>
internal sealed record QuestionCell(string Weight, string Threshold, bool HasNegative)
{
    public override string ToString() => $"{Weight}, k = {Threshold}{(HasNegative ? ", minus 1" : "")}";
}
