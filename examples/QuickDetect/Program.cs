// Finds objects in one photograph:  dotnet run --project examples/QuickDetect -- model.onnx photo.jpg annotated.png
using DetectionSdk;
using DetectionSdk.Imaging;
using OpenCvSharp;

if (args is not [string modelPath, string photoPath, string outputPath])
{
    Console.Error.WriteLine("usage: QuickDetect MODEL PHOTO OUTPUT");
    return 2;
}

using Detector detector = Detector.Load(modelPath, new DetectorOptions { Confidence = 0.3f });
using Mat photo = ImageFile.Read(photoPath);

DetectionResult result = detector.Detect(photo);
foreach (DetectedObject found in result.Objects)
    Console.WriteLine(
        $"{found.Label} {found.Score:0.00} at {found.Box.X:0}, {found.Box.Y:0}, {found.Box.Width:0} x "
        + $"{found.Box.Height:0}");

using Mat annotated = result.Draw(photo);
annotated.SaveImage(outputPath);
return 0;
