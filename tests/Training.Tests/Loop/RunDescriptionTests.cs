using DetectionSdk.Tests;

namespace DetectionSdk.Training.Tests;

public sealed class RunDescriptionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_says_its_kind()
    {
        string path = _folder.File("options.json");
        new RunDescription("super-resolution", new SuperResolutionRecipe(), ["a"], 1).Write(path);
        Assert.StartsWith("{\n  \"kind\": \"super-resolution\"", File.ReadAllText(path), StringComparison.Ordinal);
        Assert.IsType<SuperResolutionRecipe>(RunDescription.Read(path).Recipe);
    }

    [Theory]
    [InlineData("""{"steps":7,"width":0.25}""", typeof(AerisRecipe))]
    [InlineData("""{"steps":7,"recipe":"fidelity"}""", typeof(SuperResolutionRecipe))]
    public void Runs_of_before_that_do_not_say_it_are_known_by_their_options(string options, Type recipe)
    {
        RunDescription read = RunDescription.Read(
            _folder.Write("options.json", $$"""{"options":{{options}},"classNames":["a"],"imageCount":1}"""));
        Assert.Equal((recipe, 7), (read.Recipe.GetType(), read.Recipe.Steps));
    }

    [Theory]
    [InlineData("[]", "expected an object with the options of a run")]
    [InlineData("5", "expected an object with the options of a run")]
    [InlineData("null", "expected an object with the options of a run")]
    [InlineData("""{"options":5}""", "its 'options' are no object")]
    [InlineData("""{"options":null}""", "its 'options' are no object")]
    [InlineData(
        """{"kind":"diffusion","options":{}}""",
        "it is the run of kind \"diffusion\"; known are 'aeris', 'super-resolution'")]
    [InlineData("""{"kind":5,"options":{}}""", "it is the run of kind 5; known are")]
    [InlineData(
        """{"kind":"aeris","options":{"steps":2,"lookahead":3},"classNames":["a"],"imageCount":1}""", "lookahead")]
    [InlineData("""{"kind":"aeris","options":{},"classNames":["a"],"imageCount":1,"later":1}""", "later")]
    [InlineData("""{"kind":"aeris","options":{"steps":"many"},"classNames":["a"],"imageCount":1}""", "steps")]
    [InlineData("""{"kind":"aeris","options":{}}""", "classNames")]
    [InlineData("""{"kind":"aeris","kind":"aeris","options":{}}""", "kind")]
    [InlineData("""{"kind":"\ud800","options":{}}""", "surrogate")]
    [InlineData(
        """{"kind":"super-resolution","options":{"network":{"architecture":"rdn"}},"classNames":[],"imageCount":1}""",
        "the architecture is 'rdn'")]
    public void Files_of_another_shape_or_version_are_refused_by_name(string json, string reason)
    {
        string path = _folder.Write("options.json", json);
        string message = Assert.Throws<TrainingException>(() => RunDescription.Read(path)).Message;
        Assert.StartsWith(
            $"'{path}' is damaged or was written by another version: ", message, StringComparison.Ordinal);
        Assert.Contains(reason, message, StringComparison.Ordinal);
    }
}
