using Vennlink.Peers.Questions;

namespace Vennlink.Peers.Engines;

/// <summary>What adapters need to know of operations.</summary>
internal static class QuestionTerms
{
    extension(Operation operation)
    {
        public bool IsByAuthority => operation is Operation.FirstByAuthority or Operation.TenthByAuthority;

        public bool IsByCount => operation is Operation.FirstByCount or Operation.TenthByCount;
    }

    extension(Question question)
    {
        /// <summary>The row after which a tenth page begins.</summary>
        public PageRow? After(Operation operation) => question.Answers[operation].After;
    }
}
