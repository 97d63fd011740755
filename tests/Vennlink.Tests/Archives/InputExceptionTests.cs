using Vennlink.Archives;

namespace Vennlink.Tests.Archives;

public sealed class InputExceptionTests
{
    [Fact]
    public void The_message_says_which_file_where_and_what()
    {
        InputException problem = new("/data/links.csv", 17, "the row is odd");
        Assert.Equal("/data/links.csv: at byte 17: the row is odd", problem.Message);
        Assert.Equal(("/data/links.csv", 17L, "at byte 17: the row is odd"),
            (problem.File, problem.OffsetBytes, problem.Problem));
    }

    [Fact]
    public void A_problem_with_a_file_as_a_whole_has_no_place()
    {
        InputException problem = new("links.csv", null, "no such file");
        Assert.Equal("links.csv: no such file", problem.Message);
        Assert.Equal(("links.csv", null, "no such file"), (problem.File, problem.OffsetBytes, problem.Problem));
    }
}
